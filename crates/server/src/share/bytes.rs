//! Counts the bytes of bodies under way: requests received and not answered yet, and answers not
//! read yet.
use crate::limit::{Address, Most, Taken};
use axum::body::{Body, HttpBody};
use axum::response::Response;
use hyper::body::{Bytes as Piece, Frame, SizeHint};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// For one address: six photos at a time for each of a few phones, or the largest list.
pub const BYTES_PER_ADDRESS: usize = 32 * 1024 * 1024;
/// For all together: what is left of 256 MB beside the program's own memory.
pub const BYTES_IN_ALL: usize = 96 * 1024 * 1024;

const MOST: Most = Most {
    in_all: BYTES_IN_ALL,
    of_one: BYTES_PER_ADDRESS,
};

#[derive(Clone, Debug, Default)]
pub struct Bytes(Arc<Mutex<Taken>>);

impl Bytes {
    /// How many bytes are under way now.
    pub fn in_all(&self) -> usize {
        self.lock().in_all()
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of one request that are under way. They are given back when nothing holds this any
/// more.
pub(super) struct Weight {
    bytes: Bytes,
    address: Address,
    taken: Mutex<usize>,
    refused: AtomicBool,
}

impl Weight {
    pub fn new(bytes: Bytes, address: Address) -> Self {
        Self {
            bytes,
            address,
            taken: Mutex::default(),
            refused: AtomicBool::new(false),
        }
    }

    pub fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    fn grow(&self, bytes: usize) -> bool {
        let fits = self.bytes.lock().take(Some(self.address), bytes, MOST);
        if fits {
            *self.taken.lock().unwrap_or_else(PoisonError::into_inner) += bytes;
        } else {
            self.refused.store(true, Ordering::Relaxed);
        }
        fits
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        let taken = *self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        self.bytes.lock().give_back(Some(self.address), taken);
    }
}

/// A request's body, counted as it arrives. A length that is only announced does not count.
pub(super) struct Coming {
    body: Body,
    weight: Arc<Weight>,
}

impl Coming {
    pub fn new(body: Body, weight: Arc<Weight>) -> Self {
        Self { body, weight }
    }
}

impl HttpBody for Coming {
    type Data = Piece;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(piece) = frame.data_ref()
            && !self.weight.grow(piece.len())
        {
            let why = std::io::Error::other("too many bytes are under way");
            return Poll::Ready(Some(Err(axum::Error::new(why))));
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body. Its bytes are given back when the last piece was written.
pub(super) struct Going {
    body: Body,
    weight: Arc<Weight>,
    /// Whether the length is unknown. Then each piece is counted as it is sent, one at a time.
    counted: bool,
}

impl Going {
    /// `None` if too many bytes are under way already.
    pub fn new(response: &Response, weight: Arc<Weight>) -> Option<Self> {
        let length = response.body().size_hint().exact();
        let length = length.map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        let fits = length.is_none_or(|length| weight.grow(length));
        fits.then(|| Self {
            body: Body::empty(),
            weight,
            counted: length.is_some(),
        })
    }

    pub fn of(self, body: Body) -> Self {
        Self { body, ..self }
    }
}

impl HttpBody for Going {
    type Data = Piece;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        frame.map_ok(|frame| frame.map_data(|piece| self.held(piece)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Going {
    fn held(&self, piece: Piece) -> Piece {
        let weight = match self.counted {
            true => self.weight.clone(),
            false => {
                let own = Weight::new(self.weight.bytes.clone(), self.weight.address);
                own.grow(piece.len());
                Arc::new(own)
            }
        };
        Piece::from_owner(WeighedPiece {
            piece,
            _weight: weight,
        })
    }
}

/// Bytes that are given back once they were written.
struct WeighedPiece {
    piece: Piece,
    _weight: Arc<Weight>,
}

impl AsRef<[u8]> for WeighedPiece {
    fn as_ref(&self) -> &[u8] {
        &self.piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_and_all_together_have_a_limit() {
        let bytes = Bytes::default();
        let weight = |host: u8| {
            let address = Address([203, 0, 113, host].into());
            Weight::new(bytes.clone(), address)
        };
        let one = weight(1);
        assert!(one.grow(BYTES_PER_ADDRESS) && !one.grow(1));
        let others: Vec<Weight> = (2..=4).map(weight).collect();
        assert!(others[0].grow(BYTES_PER_ADDRESS) && others[1].grow(BYTES_PER_ADDRESS));
        assert!(!others[2].grow(1), "all together");
        drop(one);
        assert!(others[2].grow(1));
        drop(others);
        assert_eq!(bytes.in_all(), 0);
    }
}
