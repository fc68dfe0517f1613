//! A piece of work. It is tried in a group and, if the group fails, again in smaller groups.
use super::{Why, not_committed, stopped};
use crate::ledger::Ledger;
use crate::rows::Rows;
use tokio::sync::oneshot;

pub(super) trait Piece: Send {
    /// Does the work. Its result waits for the commit. Except for the last time, the work is cloned
    /// first.
    fn work(&mut self, ledger: &mut Ledger<'_>, is_last: bool) -> Rows<()>;

    /// Tells the result to whoever sent the work.
    fn tell(self: Box<Self>, committed: Result<(), Why>);
}

struct Brought<F, T> {
    /// The work, until it was done for the last time.
    work: Option<F>,
    done: Option<T>,
    answer: oneshot::Sender<Rows<T>>,
}

/// Makes a piece of work, and the receiver of its answer.
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
