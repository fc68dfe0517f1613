//! Problems of a list, each with a code, a place and a sentence.
use serde::Serialize;
use words::Language;

macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident),+ $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        pub enum ProblemCode {
            $(#[serde(rename = $code)] $name),+
        }

        impl ProblemCode {
            pub const ALL: &[ProblemCode] = &[$(ProblemCode::$name),+];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(ProblemCode::$name => $code),+
                }
            }

            pub fn severity(self) -> Severity {
                match self {
                    $(ProblemCode::$name => Severity::$severity),+
                }
            }
        }
    };
}

codes! {
    AlleyMissing = "alley-missing" Note,
    ArchiveFile = "archive-file" Error,
    BinaryWorkbook = "binary-workbook" Error,
    BirthImpossible = "birth-impossible" Warning,
    BirthNotUnderstood = "birth-not-understood" Warning,
    CodeFromDate = "code-from-date" Warning,
    CodeStartsAgain = "code-starts-again" Note,
    CodeTwice = "code-twice" Warning,
    ColumnIgnored = "column-ignored" Note,
    Damaged = "damaged" Error,
    DuplicateHousehold = "duplicate-household" Warning,
    DuplicateResident = "duplicate-resident" Warning,
    FarRow = "far-row" Warning,
    FileTooLarge = "file-too-large" Error,
    FormulaInName = "formula-in-name" Error,
    HeadMissing = "head-missing" Warning,
    HeaderNotFound = "header-not-found" Error,
    Gone = "gone" Warning,
    HiddenSigns = "hidden-signs" Note,
    IdentityCut = "identity-cut" Note,
    IdentityDropped = "identity-dropped" Note,
    Institution = "institution" Warning,
    LegacyFont = "legacy-font" Note,
    Locked = "locked" Error,
    NameMissing = "name-missing" Warning,
    NotATable = "not-a-table" Error,
    NothingTaken = "nothing-taken" Error,
    PdfFile = "pdf-file" Error,
    PhoneNotUnderstood = "phone-not-understood" Warning,
    PhoneOldPrefix = "phone-old-prefix" Note,
    PhoneSplit = "phone-split" Note,
    PhoneZeroRestored = "phone-zero-restored" Note,
    PictureFile = "picture-file" Error,
    RelationMissing = "relation-missing" Warning,
    RowLeftOut = "row-left-out" Note,
    RowsHidden = "rows-hidden" Warning,
    SameName = "same-name" Warning,
    SheetHidden = "sheet-hidden" Warning,
    SheetNotAList = "sheet-not-a-list" Note,
    SheetRepeats = "sheet-repeats" Warning,
    StrayRow = "stray-row" Warning,
    TextFile = "text-file" Error,
    TextTooLong = "text-too-long" Warning,
    TooManyResidents = "too-many-residents" Warning,
    TooManyCells = "too-many-cells" Error,
    TooManyRows = "too-many-rows" Error,
    UnpacksTooLarge = "unpacks-too-large" Error,
    VillageMissing = "village-missing" Error,
    WebPage = "web-page" Error,
}

/// What a problem means for its row or file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something was corrected or left out, and is reported so that someone can check it.
    Note,
    /// The row is taken, without the doubtful part.
    Warning,
    /// The row or the whole file is not taken.
    Error,
}

/// A place in the file. Rows count from 1 and columns are letters, as in a spreadsheet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Place {
    pub sheet: String,
    pub row: Option<usize>,
    pub column: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    pub code: ProblemCode,
    pub severity: Severity,
    pub place: Place,
}

impl Problem {
    pub fn new(code: ProblemCode, place: Place) -> Self {
        Self {
            code,
            severity: code.severity(),
            place,
        }
    }

    /// A problem of the file as a whole.
    pub fn of_file(code: ProblemCode) -> Self {
        Self::new(code, Place::default())
    }

    pub fn sentence(&self, lang: Language) -> &'static str {
        words::import::by_id(self.code.as_str(), lang).unwrap_or(self.code.as_str())
    }
}

impl Place {
    pub(crate) fn cell(sheet: &str, row: usize, column: usize) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row: Some(row + 1),
            column: Some(column_name(column)),
        }
    }

    pub(crate) fn row(sheet: &str, row: usize) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row: Some(row + 1),
            column: None,
        }
    }

    pub(crate) fn column(sheet: &str, column: usize) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row: None,
            column: Some(column_name(column)),
        }
    }
}

impl std::fmt::Display for Place {
    /// Writes a place as people name a cell: `Thôn Đông C12`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sheet)?;
        if self.row.is_some() || self.column.is_some() {
            f.write_str(" ")?;
        }
        f.write_str(self.column.as_deref().unwrap_or_default())?;
        self.row.map_or(Ok(()), |row| write!(f, "{row}"))
    }
}

/// The opposite of `column_name`: A is 0, AA is 26. `None` if the letters name no column.
pub fn column_number(letters: &str) -> Option<usize> {
    let valid = (1..=3).contains(&letters.len());
    let digits = letters.bytes().map(|it| match it.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(usize::from(letter - b'A') + 1),
        _ => None,
    });
    let digits: Option<Vec<usize>> = digits.collect();
    let number = digits
        .filter(|_| valid)?
        .into_iter()
        .fold(0, |sum, it| sum * 26 + it);
    Some(number - 1)
}

/// The letters of a column: 0 is A, 25 is Z, 26 is AA.
pub(crate) fn column_name(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return name;
        }
        column = column / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_a_spreadsheet_names_them() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_name(column), name);
        }
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in ProblemCode::ALL {
            for lang in [Language::Vietnamese, Language::English] {
                assert!(
                    words::import::by_id(code.as_str(), lang).is_some(),
                    "{code:?}"
                );
            }
        }
    }
}
