//! A piece of work: tried within a group, and again with fewer beside it where the group fails.
use super::{Why, not_committed, stopped};
use crate::ledger::Ledger;
use crate::rows::Rows;
use tokio::sync::oneshot;

pub(super) trait Piece: Send {
    /// Does the work; what it gives waits for the commit. The last time it is not copied first.
    fn work(&mut self, ledger: &mut Ledger<'_>, is_last: bool) -> Rows<()>;

    /// Tells whoever brought it what became of it.
    fn tell(self: Box<Self>, committed: Result<(), Why>);
}

struct Brought<F, T> {
    /// Until it was done for the last time.
    work: Option<F>,
    done: Option<T>,
    answer: oneshot::Sender<Rows<T>>,
}

/// The piece, and where its answer comes.
pub(super) fn of<T: Send + 'static>(
    work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Clone + Send + 'static,
) -> (Box<dyn Piece>, oneshot::Receiver<Rows<T>>) {
    let (answer, pending) = oneshot::channel();
    let piece = Brought {
        work: Some(work),
        done: None,
        answer,
    };
    (Box::new(piece), pending)
}

impl<F, T> Piece for Brought<F, T>
where
    F: FnOnce(&mut Ledger<'_>) -> Rows<T> + Clone + Send,
    T: Send,
{
    fn work(&mut self, ledger: &mut Ledger<'_>, is_last: bool) -> Rows<()> {
        self.done = None;
        let work = match is_last {
            true => self.work.take(),
            false => self.work.clone(),
        };
        let work = work.ok_or_else(stopped)?;
        self.done = Some(work(ledger)?);
        Ok(())
    }

    fn tell(self: Box<Self>, committed: Result<(), Why>) {
        let Self { done, answer, .. } = *self;
        let told = committed.map_err(not_committed);
        let told = told.and_then(|()| done.ok_or_else(stopped));
        let _nobody_waits_any_more = answer.send(told);
    }
}
