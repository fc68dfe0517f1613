//! What the server does every hour of its own accord, commune by commune: it hands over the doors
//! and open requests of members whose announced last day is over, and drops drafts of lists that
//! nobody wrote.
use crate::Clock;
use domain::{CommuneId, Millis};
use std::time::Duration;
use store::{ListDraft, Rows, Store};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// What is done in one commune, and what the log says of it; gives how many were dealt with.
type Work = (&'static str, fn(&Store, &CommuneId, Millis) -> Rows<usize>);

const ALL: [Work; 2] = [
    (
        "members whose last day is over were seen off",
        Store::see_off_gone,
    ),
    (
        "drafts of lists that nobody wrote were dropped",
        drop_drafts,
    ),
];

/// Works as long as the server runs, for the first time when it starts.
pub async fn work(store: Store, clock: Clock) {
    let mut every = tokio::time::interval(HOUR);
    loop {
        every.tick().await;
        for (what, done) in ALL {
            let (store, now) = (store.clone(), clock.now());
            let all = tokio::task::spawn_blocking(move || in_all(&store, now, done));
            match all.await {
                Ok(Ok(0)) => {}
                Ok(Ok(count)) => tracing::info!(count, "{what}"),
                Ok(Err(why)) => tracing::error!(%why, "failed: {what}"),
                Err(why) => tracing::error!(%why, "failed: {what}"),
            }
        }
    }
}

fn in_all(
    store: &Store,
    now: Millis,
    done: fn(&Store, &CommuneId, Millis) -> Rows<usize>,
) -> Rows<usize> {
    let mut count = 0;
    for commune in store.read(|rows| rows.communes())? {
        count += done(store, &commune, now)?;
    }
    Ok(count)
}

fn drop_drafts(store: &Store, commune: &CommuneId, now: Millis) -> Rows<usize> {
    // Most hours there is nothing to drop, and nobody waits for the writer.
    let drafts = store.read(|rows| ListDraft::all(rows, commune))?;
    if !drafts.iter().any(|it| it.is_over(now)) {
        return Ok(0);
    }
    let of = commune.clone();
    let work = store.write_to(commune, move |ledger| {
        ListDraft::sweep(ledger.transaction(), &of, now)
    });
    work.wait()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AccountId, EntryId};
    use store::DRAFT_LIFE_MS;
    use sync::Epoch;

    #[test]
    fn a_draft_that_nobody_wrote_is_dropped_without_another_upload() {
        let store = Store::in_memory().unwrap();
        let commune = CommuneId::new("nghi-son").unwrap();
        let made = store.create_commune(commune.clone(), Epoch(1));
        made.wait().unwrap();
        let id = EntryId::made(Millis(1), [1; 10]);
        let draft = ListDraft {
            id,
            file: "thôn.xlsx".to_owned(),
            account: AccountId::new("can-bo").unwrap(),
            at: Millis(1),
            answers: "{}".to_owned(),
            shape: "cột".to_owned(),
        };
        let of = commune.clone();
        let put = store.write_to(&commune, move |ledger| {
            draft.put(ledger.transaction(), &of)?;
            draft.put_file(ledger.transaction(), &of, "sealed")
        });
        put.wait().unwrap();
        let over = Millis(1 + DRAFT_LIFE_MS);
        let swept = |now| in_all(&store, now, drop_drafts).unwrap();
        assert_eq!(swept(over), 0);
        assert_eq!(swept(Millis(over.0 + 1)), 1);
        assert_eq!(swept(Millis(over.0 + 2)), 0);
        let left = store.read(|rows| ListDraft::file(rows, &commune, id));
        assert_eq!(left.unwrap(), None);
    }
}
