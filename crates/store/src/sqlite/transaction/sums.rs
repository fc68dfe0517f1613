//! Figures of all communes in one or two queries.
use crate::columns::tallies_of;
use crate::rows::Split;
use domain::Measure;

/// The statements of `tally_sums`: one for measures added up over villages, one for measures that
/// only the whole commune counts. Their parameter is the period.
pub fn questions(measures: &[Measure], split: Split) -> Vec<String> {
    // CROSS JOIN fixes the order: the communes, the villages of each, then their few rows by key.
    const VILLAGES: (&str, &str) = (
        "CROSS JOIN record",
        "record.commune = commune.commune AND record.kind = 'village' AND tally.place = record.id",
    );
    const WHOLE: (&str, &str) = ("", "tally.place = '-'");
    let (distinct, added): (Vec<_>, Vec<_>) = measures.iter().partition(|it| it.is_distinct());
    let asked = [(added, VILLAGES), (distinct, WHOLE)];
    let asked = asked
        .into_iter()
        .filter(|(measures, _)| !measures.is_empty());
    let question = |(measures, (places, there)): (Vec<Measure>, (&str, &str))| {
        format!(
            "SELECT tally.period, MIN(tally.place), tally.measure, tally.dimension,
                SUM(tally.value), tally.commune
            FROM commune {places} CROSS JOIN tally
            WHERE tally.commune = commune.commune AND {there}
            AND tally.generation = commune.body ->> 'generation'
            AND tally.period = :period AND {}
            GROUP BY tally.commune, tally.measure, tally.dimension
            ORDER BY tally.commune, tally.measure, tally.dimension",
            tallies_of(&measures, split)
        )
    };
    asked.map(question).collect()
}
