//! Searches on public pages, with limited queries and a few at a time.
use crate::PageError;
use crate::share::{self, Queue};
use std::sync::LazyLock;
use vietnamese::Query as Search;

/// The longest query. The links on the page carry it along.
const SEARCH_LIMIT_CHARS: usize = 100;

/// Two at once, some waiting, and a few for each address.
static QUEUE: LazyLock<Queue> = LazyLock::new(|| Queue::new(2, 16, 4));

/// The query, cut to its limit.
pub fn typed(asked: Option<String>) -> String {
    let asked = asked.unwrap_or_default();
    asked.chars().take(SEARCH_LIMIT_CHARS).collect()
}

/// Runs a search in its turn, if there is a query.
///
/// # Errors
/// Busy, if too many are waiting.
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
