//! The device's own key: made by WebCrypto, kept in IndexedDB as a handle, never readable by anyone.

use super::{indexed::IndexedShelf, window};
use crate::{
    shelf::ShelfProblem,
    vault::{Mixed, Purpose, message},
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

#[derive(Clone, Debug)]
pub struct DeviceKey(CryptoKey);

impl DeviceKey {
    /// The key of this device. The first call makes it.
    pub async fn get_or_make(shelf: &IndexedShelf) -> Result<Self, ShelfProblem> {
        if let Some(key) = shelf.device_key().await? {
            return Ok(Self(key));
        }
        let key = generate().await.map_err(|problem| ShelfProblem {
            name: super::name_of(&problem),
        })?;
        shelf.keep_device_key(&key).await?;
        Ok(Self(key))
    }

    /// HMAC-SHA-256 of the secret under the device's key.
    pub async fn mix(&self, purpose: Purpose, secret: &[u8]) -> Result<Mixed, ShelfProblem> {
        let problem = |value: JsValue| ShelfProblem {
            name: super::name_of(&value),
        };
        let message = message(purpose, secret);
        let signing = subtle()
            .sign_with_str_and_u8_array("HMAC", &self.0, &message)
            .map_err(problem)?;
        let signature = JsFuture::from(signing).await.map_err(problem)?;
        let bytes: [u8; 32] = Uint8Array::new(&signature)
            .to_vec()
            .try_into()
            .map_err(|_| ShelfProblem {
                name: "not 32 bytes".to_owned(),
            })?;
        Ok(Mixed(bytes))
    }
}

async fn generate() -> Result<CryptoKey, JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"HMAC".into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let uses = Array::of1(&"sign".into());
    let extractable = false;
    let making = subtle().generate_key_with_object(&algorithm, extractable, &uses)?;
    Ok(JsFuture::from(making).await?.unchecked_into())
}

fn subtle() -> SubtleCrypto {
    window()
        .crypto()
        .expect("floor.js has found the Web Crypto API")
        .subtle()
}
