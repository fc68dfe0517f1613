//! Converts values to and from the columns of both engines.
use crate::StoreError;
use crate::rows::{AttachmentRow, Rows, Split, TallyRow};
use domain::{
    Area, CommuneId, Dimension, Kind, Measure, Period, PhotoId, PhotoOf, RecordKey, Seq, VillageId,
};

pub fn number(seq: Seq) -> i64 {
    seq.0.cast_signed()
}

pub fn seq(number: i64) -> Seq {
    Seq(number.cast_unsigned())
}

pub fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("rows are plain data")
}

/// Removes U+0000, which PostgreSQL accepts in no text. Bodies are JSON, where it is escaped.
pub fn plain(text: String) -> String {
    match text.contains('\0') {
        true => text.replace('\0', ""),
        false => text,
    }
}

pub fn json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Rows<T> {
    serde_json::from_str(text).map_err(|error| StoreError::damaged(what, error))
}

pub fn commune_id(text: &str) -> Rows<CommuneId> {
    CommuneId::new(text).ok_or_else(|| StoreError::damaged("commune id", text))
}

pub fn area(text: &str) -> Rows<Area> {
    Area::parse(text).ok_or_else(|| StoreError::damaged("scope", text))
}

pub fn key(kind: &str, id: &str) -> Rows<RecordKey> {
    let found = Kind::parse(kind).and_then(|kind| RecordKey::new(kind, id));
    found.ok_or_else(|| StoreError::damaged("record key", format!("{kind}:{id}")))
}

/// Reads a record's key as histories store it, for example `household:h1`.
pub fn record_key(text: &str) -> Rows<RecordKey> {
    RecordKey::parse(text).ok_or_else(|| StoreError::damaged("record key", text))
}

pub fn attachment(texts: [String; 3]) -> Rows<AttachmentRow> {
    let [id, of, body] = texts;
    let damaged = |text: String| StoreError::damaged("attachment", text);
    Ok(AttachmentRow {
        id: PhotoId::try_from(id).map_err(damaged)?,
        of: PhotoOf::try_from(of).map_err(damaged)?,
        body,
    })
}

/// An SQL condition for the tallies of these measures and this split.
pub fn tallies_of(measures: &[Measure], split: Split) -> String {
    let dimension = match split {
        Split::Whole => "tally.dimension = ''",
        Split::ByBirth => "tally.dimension >= 'born:' AND tally.dimension < 'born;'",
    };
    // Measures are fixed words of this program, so they may stand in the statement.
    let measures: Vec<String> = measures
        .iter()
        .map(|it| format!("'{}'", it.as_str()))
        .collect();
    format!("tally.measure IN ({}) AND {dimension}", measures.join(", "))
}

/// An SQL condition that takes measures of distinct households or people only from the row of the
/// whole commune.
pub fn once_in_the_commune() -> String {
    let distinct = Measure::ALL.iter().filter(|it| it.is_distinct());
    let distinct: Vec<String> = distinct.map(|it| format!("'{}'", it.as_str())).collect();
    format!(
        "(tally.place = '-' OR tally.measure NOT IN ({}))",
        distinct.join(", ")
    )
}

/// Builds a row from the texts of period, place, measure and dimension.
pub fn tally(texts: &[String; 4], value: i64) -> Rows<TallyRow> {
    let read = || {
        Some(TallyRow {
            period: Period::parse(&texts[0])?,
            place: VillageId::new(texts[1].clone())?,
            measure: Measure::parse(&texts[2])?,
            dimension: Dimension::parse(&texts[3])?,
            value,
        })
    };
    read().ok_or_else(|| StoreError::damaged("tally", texts.join("/")))
}
