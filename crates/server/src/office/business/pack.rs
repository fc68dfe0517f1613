//! Photos of products as one ZIP, in folders named in order: `01-nuoc-mam-1l/1.jpg`.
//!
//! It is sent as it is put together: however many photos there are, one is in memory.
use super::*;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
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

/// Most photos in one file: below the 4 GB that every program opens.
pub const PHOTOS_LIMIT: usize = 2_000;
/// Files put together at once.
const AT_ONCE: usize = 2;
/// Pieces that wait for a slow reader.
const AHEAD: usize = 4;
const PIECE_BYTES: usize = 64 * 1024;
/// Longest name of a folder.
const NAME_LIMIT: usize = 40;

/// Bounds how many are put together at once.
#[derive(Clone, Debug)]
pub struct Packs(Arc<Semaphore>);

impl Default for Packs {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Where a product's photos lie: in a folder of its own, of the commune within its shop's.
pub fn folder(shop: Option<(usize, &Found)>, place: usize, product: &Product) -> String {
    let product = format!("{:02}-{}", place + 1, plain(product.name()));
    match shop {
        Some((place, shop)) => format!("{:03}-{}/{product}", place + 1, plain(&shop.name())),
        None => product,
    }
}

/// Every photo with its name in the file, those that are here.
pub fn photos(
    found: &[Found],
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

/// Letters that every system takes in a name.
fn plain(text: &str) -> String {
    let text = vietnamese::without_marks(text).to_lowercase();
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut name = words.join("-");
    name.truncate(NAME_LIMIT);
    name.trim_end_matches('-').to_owned()
}

/// The file as it is sent.
///
/// # Errors
/// While others take theirs.
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

/// What comes through a channel. At its end it may be asked again, as whoever packs an answer does.
fn pieces<T>(mut receiver: Receiver<T>) -> impl Stream<Item = T> {
    poll_fn(move |context| receiver.poll_recv(context))
}

/// Ends early when nobody reads any more; a failure cuts the answer off, so that no half of it
/// passes for the whole.
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
    // JPEG is packed already; a fixed time, so that the same photos give the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    for (name, photo) in photos {
        let file = block_on(files.get(commune, &photo, Form::Whole));
        // Dropped since the list was made.
        let Some(file) = file.map_err(io::Error::other)? else {
            continue;
        };
        zip.start_file(name, options)?;
        zip.write_all(&file)?;
    }
    zip.finish()?.into_inner().flush()
}

/// What is written goes to whoever reads the answer.
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
    fn pieces_that_are_at_their_end_may_be_asked_again() {
        let (sender, receiver) = channel(AHEAD);
        sender.blocking_send(1).unwrap();
        drop(sender);
        let mut pieces = pieces(receiver);
        for told in [Some(1), None, None] {
            assert_eq!(block_on(pieces.next()), told);
        }
    }

    #[test]
    fn folders_are_named_in_letters_that_every_system_takes() {
        assert_eq!(plain("Nước mắm 1L (đặc biệt)"), "nuoc-mam-1l-dac-biet");
        assert_eq!(plain("../../etc"), "etc");
        let long = plain(&"bánh gai ".repeat(9));
        assert!(long.len() <= NAME_LIMIT && !long.ends_with('-'), "{long}");
    }
}
