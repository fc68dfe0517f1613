//! Figures of all communes in one question.
use crate::columns::{once_in_the_commune, tallies_of};
use crate::rows::Split;
use domain::Measure;

/// The statement of `tally_sums`; its parameter is the period. An index for each split finds the rows.
pub fn question(measures: &[Measure], split: Split) -> String {
    // OFFSET 0: a commune's body is read once, and not for each of its rows.
    format!(
        "SELECT tally.period, MIN(tally.place), tally.measure, tally.dimension,
            CAST(SUM(tally.value) AS BIGINT), tally.commune
        FROM (SELECT commune, CAST(CAST(body AS JSON) ->> 'generation' AS BIGINT) AS generation
            FROM commune OFFSET 0) AS counted
        JOIN tally USING (commune, generation)
        WHERE tally.period = $1 AND {} AND {}
        GROUP BY tally.commune, tally.period, tally.measure, tally.dimension
        ORDER BY tally.commune, tally.measure, tally.dimension",
        tallies_of(measures, split),
        once_in_the_commune()
    )
}
