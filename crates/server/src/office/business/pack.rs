//! Photos of products as one ZIP file, in folders named in order: `01-nuoc-mam-1l/1.jpg`.
//!
//! The file is sent while it is being built, so only one photo is in memory, however many there
//! are.
use super::FoundBusiness;
use crate::{AppState, PageError};
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::household::Product;
use domain::{CommuneId, PhotoId};
use futures::Stream;
use futures::executor::block_on;
use futures::stream::poll_fn;
use std::io::{self, Write};
use std::sync::Arc;
use store::{Form, Photos};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The most photos in one file, so that it stays below the 4 GB that every program opens.
pub const PHOTOS_LIMIT: usize = 2_000;
/// Files built at once.
const AT_ONCE: usize = 2;
/// Pieces that may wait for a slow reader.
const AHEAD: usize = 4;
const PIECE_BYTES: usize = 64 * 1024;
/// The longest name of a folder.
const NAME_LIMIT: usize = 40;

/// Limits how many files are built at once.
#[derive(Clone, Debug)]
pub struct Packs(Arc<Semaphore>);

impl Default for Packs {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// The folder of a product's photos. In a commune's file it is inside the shop's folder.
pub fn folder(shop: Option<(usize, &FoundBusiness)>, place: usize, product: &Product) -> String {
    let product = format!("{:02}-{}", place + 1, plain(product.name()));
    match shop {
        Some((place, shop)) => format!("{:03}-{}/{product}", place + 1, plain(&shop.name())),
        None => product,
    }
}

/// Every photo that is here, with its name in the file.
pub fn photos(
    found: &[FoundBusiness],
    single: bool,
    here: impl Fn(&PhotoId) -> bool,
) -> Vec<(String, PhotoId)> {
    let mut all = Vec::new();
    for (number, shop) in found.iter().enumerate() {
        for (place, product) in shop.trading.products.values().enumerate() {
            let folder = folder((!single).then_some((number, shop)), place, product);
            let photos = product.photos.iter().zip(1..).filter(|(id, _)| here(id));
            all.extend(photos.map(|(id, number)| (format!("{folder}/{number}.jpg"), id.clone())));
        }
    }
    all
}

/// The text in characters that every system accepts in a name.
fn plain(text: &str) -> String {
    let text = vietnamese::without_marks(text).to_lowercase();
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut name = words.join("-");
    name.truncate(NAME_LIMIT);
    name.trim_end_matches('-').to_owned()
}

/// Sends the file while it is being built.
///
/// # Errors
/// Busy, while others are being sent.
pub fn send(
    state: &AppState,
    commune: &CommuneId,
    photos: Vec<(String, PhotoId)>,
) -> Result<Response, PageError> {
    let turn = state.packs.0.clone().try_acquire_owned();
    let turn = turn.map_err(|_| PageError::Busy)?;
    let (sender, receiver) = channel(AHEAD);
    let (files, commune) = (state.store.photos().clone(), commune.clone());
    tokio::task::spawn_blocking(move || pack(&files, &commune, photos, &sender, turn));
    let mut response = Body::from_stream(pieces(receiver)).into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/zip"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"anh-san-pham.zip\"",
        ),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// The pieces that come through a channel. It may be polled after its end, as the compression of
/// answers does.
fn pieces<T>(mut receiver: Receiver<T>) -> impl Stream<Item = T> {
    poll_fn(move |context| receiver.poll_recv(context))
}

/// Builds the file. Stops when nobody reads any more. A failure breaks the answer off, so that half
/// a file never looks complete.
fn pack(
    files: &Photos,
    commune: &CommuneId,
    photos: Vec<(String, PhotoId)>,
    sender: &Sender<io::Result<Bytes>>,
    turn: OwnedSemaphorePermit,
) {
    let written = write(files, commune, photos, sender);
    if let Err(why) = written {
        tracing::warn!(%why, "photos were not packed to the end");
        let _nobody_reads_any_more = sender.blocking_send(Err(why));
    }
    drop(turn);
}

fn write(
    files: &Photos,
    commune: &CommuneId,
    photos: Vec<(String, PhotoId)>,
    sender: &Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    let pieces = io::BufWriter::with_capacity(PIECE_BYTES, Pieces(sender));
    let mut zip = ZipWriter::new_stream(pieces);
    // JPEG is compressed already. The time is fixed, so that the same photos give the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    for (name, photo) in photos {
        let file = block_on(files.get(commune, &photo, Form::Whole));
        // The photo was dropped after the list was made.
        let Some(file) = file.map_err(io::Error::other)? else {
            continue;
        };
        zip.start_file(name, options)?;
        zip.write_all(&file)?;
    }
    zip.finish()?.into_inner().flush()
}

/// Sends whatever is written to the reader of the answer.
struct Pieces<'a>(&'a Sender<io::Result<Bytes>>);

impl Write for Pieces<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(piece)));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;

    #[test]
    fn a_finished_stream_of_pieces_may_be_polled_again() {
        let (sender, receiver) = channel(AHEAD);
        sender.blocking_send(1).unwrap();
        drop(sender);
        let mut pieces = pieces(receiver);
        for told in [Some(1), None, None] {
            assert_eq!(block_on(pieces.next()), told);
        }
    }

    #[test]
    fn folder_names_use_characters_that_every_system_accepts() {
        assert_eq!(plain("Nước mắm 1L (đặc biệt)"), "nuoc-mam-1l-dac-biet");
        assert_eq!(plain("../../etc"), "etc");
        let long = plain(&"bánh gai ".repeat(9));
        assert!(long.len() <= NAME_LIMIT && !long.ends_with('-'), "{long}");
    }
}
