//! Where the log ends, as the log itself tells it.
use domain::Millis;

/// Requests under way together may be written in another order than they came in; further back
/// than this is another clock.
const BACK_MS: i64 = 5 * Millis::MINUTE;

/// The end of the log after something was received. A time that goes back says that what came
/// before was received under a clock that was ahead: else no week would end until that time comes.
pub(crate) fn log_ends(last: Millis, received_at: Millis) -> Millis {
    match received_at.0 < last.0.saturating_sub(BACK_MS) {
        true => received_at,
        false => last.max(received_at),
    }
}
