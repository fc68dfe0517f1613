//! Figures of all communes in one query.
use crate::columns::{once_in_the_commune, tallies_of};
use crate::rows::Split;
use domain::Measure;

/// The statement of `tally_sums`. Its parameter is the period. Each split has an index that finds
/// the rows.
pub fn question(measures: &[Measure], split: Split) -> String {
    // OFFSET 0 makes PostgreSQL read each commune's body once, and not once for each tally.
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
