//! Searching on public pages: bounded in what is typed, and a few at a time.
use crate::PageError;
use crate::share::{self, Queue};
use std::sync::LazyLock;
use vietnamese::Query as Search;

/// Letters of what is searched for; a page's links carry it along.
const SEARCH_LIMIT_CHARS: usize = 100;

/// Two at once, and some waiting; of one address a few.
static QUEUE: LazyLock<Queue> = LazyLock::new(|| Queue::new(2, 16, 4));

/// What is looked for, without what nobody types.
pub fn typed(asked: Option<String>) -> String {
    let asked = asked.unwrap_or_default();
    asked.chars().take(SEARCH_LIMIT_CHARS).collect()
}

/// Looks through something, where anything is looked for, in its turn.
///
/// # Errors
/// Busy where too many look already.
pub async fn searched<T: Send + 'static>(
    typed: &str,
    look: impl FnOnce(&Search) -> T + Send + 'static,
) -> Result<T, PageError> {
    let query = Search::new(typed);
    if typed.trim().is_empty() {
        return Ok(look(&query));
    }
    let _turn = QUEUE.turn().await?;
    let looked = share::aside(move || look(&query)).await;
    looked.map_err(PageError::internal)
}
