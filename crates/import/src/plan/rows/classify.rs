//! Tells households and people from what else stands in a list.
use super::Reader;
use crate::Field;
use crate::line::{
    holds_count, is_category, is_count, is_kind, is_note, is_signature, is_title, is_total,
};
use crate::place_line::{Kind, Placed, is_index, place, shown, village_in, without_index};
use crate::plan::RowUse;
use crate::plan::name::family;
use vietnamese::identity_key;

/// What a row is.
pub(super) enum Line {
    Nothing,
    Used(RowUse),
    Place(Placed),
    /// A section whose name says nothing of what it is.
    Unnamed(String),
    Category,
    /// The name of the household whose people stand below.
    Family(String),
    Foot,
    Stray,
    Entry,
}

impl Reader<'_> {
    pub(super) fn line(&self, row: usize) -> Line {
        let cells: Vec<(usize, &str)> = self.row(row).cells().collect();
        if cells.is_empty() {
            return Line::Nothing;
        }
        if self.table.repeated.iter().any(|it| it.contains(&row)) {
            return Line::Used(RowUse::Heading);
        }
        if self.sheet.hidden_rows.contains(&row) && !self.takes_hidden {
            return Line::Used(RowUse::Hidden);
        }
        let texts: Vec<(usize, &str)> = cells
            .iter()
            .copied()
            .filter(|(_, text)| text.chars().any(char::is_alphabetic))
            .filter(|(column, text)| !self.numbers_a_section(*column, text, &cells))
            .filter(|(column, text)| self.names(*column) || !is_count(text))
            .collect();
        match texts.as_slice() {
            [] => self.numbers_only(row, &cells),
            [(column, text)] => self.one_text(row, *column, text, &cells),
            _ => self.several_texts(row, &texts, &cells),
        }
    }

    fn names(&self, column: usize) -> bool {
        matches!(self.columns.field(column), Some(Field::Name | Field::Head))
    }

    /// Whether a letter stands where numbers do, with a text behind it: I of a section, not V of a wife
    /// or of a group.
    fn numbers_a_section(&self, column: usize, text: &str, cells: &[(usize, &str)]) -> bool {
        let number = matches!(
            self.columns.field(column),
            None | Some(Field::Number | Field::HouseholdNumber | Field::Code)
        );
        let mut behind = cells.iter().filter(|(it, _)| *it > column);
        let followed = behind.any(|(_, it)| it.chars().any(char::is_alphabetic));
        number && followed && is_index(text)
    }

    /// Rows of a form that nobody filled, or sums.
    fn numbers_only(&self, row: usize, cells: &[(usize, &str)]) -> Line {
        let told = [Field::Phone, Field::BirthYear, Field::Code];
        let told = told.into_iter().any(|it| !self.row(row).own(it).is_empty());
        // The name of someone in a merged cell further up.
        let covered = self.row(row).text(Field::Name).is_empty()
            && self.row(row).text(Field::Head).is_empty();
        match told && covered && cells.len() > 1 {
            true => Line::Entry,
            false => Line::Used(RowUse::Note),
        }
    }

    fn one_text(&self, row: usize, column: usize, text: &str, cells: &[(usize, &str)]) -> Line {
        let in_name = self.names(column);
        let others = || cells.iter().filter(|(it, _)| *it != column);
        // A section may say how many households it has; a person has a year, a date or a phone.
        let counts = others().all(|(_, it)| {
            is_index(it)
                || (it.len() <= 3 && it.bytes().all(|it| it.is_ascii_digit()))
                || is_outline(it)
                || is_count(it)
                || !it.chars().any(char::is_alphanumeric)
        });
        let alone = others().next().is_none();
        let indexed = others().any(|(_, it)| is_index(it));
        if is_total(text) {
            return Line::Used(RowUse::Total);
        }
        // The title of a further list, below the signatures of the one before.
        if self.in_foot
            && counts
            && alone
            && is_title(text)
            && let Some(name) = village_in(text)
        {
            let kind = Kind::Village;
            return Line::Place(Placed { kind, name });
        }
        if is_signature(text) && counts && !(in_name && self.numbered(row)) {
            return Line::Foot;
        }
        if self.in_foot && !(in_name && self.numbered(row) && !alone) {
            return Line::Used(RowUse::Note);
        }
        if self.shape.families_above
            && let Some(name) = family(text)
        {
            return Line::Family(name.to_owned());
        }
        // Tổ and Bản are family names too, and Văn and Thị stand in the names of people.
        let named = in_name && self.numbered(row) && (self.is_person(text) || self.runs_on(row));
        if counts
            && !named
            && let Some(placed) = place(text)
        {
            return Line::Place(placed);
        }
        if counts && is_kind(text) {
            return Line::Category;
        }
        if counts
            && (alone || (indexed && is_title(text)))
            && (is_title(text) || !in_name)
            && let Some(village) = village_in(without_index(text))
        {
            return match self.is_here(&village) {
                true => Line::Used(RowUse::Note),
                false => Line::Place(Placed {
                    kind: Kind::Village,
                    name: village,
                }),
            };
        }
        if counts && holds_count(text) && !self.numbered(row) {
            return Line::Used(RowUse::Total);
        }
        if counts && (is_title(text) || is_note(text)) && !(in_name && self.numbered(row)) {
            return Line::Used(RowUse::Note);
        }
        let wide = self
            .sheet
            .merged
            .iter()
            .any(|it| it.top == row && it.left == column && it.right >= column + 2);
        if counts && (indexed || wide || (alone && !in_name)) && is_category(text) {
            return Line::Category;
        }
        if counts && (indexed || wide) && !self.is_person(text) {
            return Line::Unnamed(shown(without_index(text)));
        }
        if alone && !in_name {
            return Line::Used(RowUse::Note);
        }
        if in_name && alone && self.is_stray(row) {
            return Line::Stray;
        }
        Line::Entry
    }

    fn several_texts(&self, row: usize, texts: &[(usize, &str)], cells: &[(usize, &str)]) -> Line {
        let numbered = self.numbered(row);
        let (_, first) = texts[0];
        if !numbered && is_total(first) {
            return Line::Used(RowUse::Total);
        }
        let told = self.tells_of_a_person(row);
        let signs = || {
            let mut texts = texts.iter();
            texts.any(|(_, text)| is_signature(text) || is_title(text))
        };
        if !numbered && !told && signs() {
            return Line::Foot;
        }
        if self.in_foot && !(numbered && cells.len() > 2) && !told {
            return Line::Used(RowUse::Note);
        }
        let named = texts.iter().any(|(column, _)| self.names(*column));
        if !told && named && self.is_stray(row) {
            return Line::Stray;
        }
        Line::Entry
    }

    pub(super) fn number_of(&self, row: usize) -> Option<u32> {
        self.row(row)
            .own(Field::Number)
            .trim_end_matches('.')
            .parse()
            .ok()
    }

    /// Whether a row's number goes on from the last household to the next: numbers of sections do
    /// not, and what stands below them begins again.
    fn runs_on(&self, row: usize) -> bool {
        let Some(number) = self.number_of(row) else {
            return false;
        };
        let below = row + 1;
        let ends = !self.table.rows.contains(&below) || self.row(below).cells().next().is_none();
        let goes_on = ends || self.number_of(below) == Some(number + 1);
        number == self.last_number.unwrap_or(0) + 1 && goes_on
    }

    /// Whether a row says what only people have; where a title of another table stands in the
    /// column, it does not.
    fn tells_of_a_person(&self, row: usize) -> bool {
        let numbers = [Field::Phone, Field::BirthYear, Field::Code];
        let numbers = numbers.into_iter().map(|it| self.row(row).own(it));
        let mut numbers = numbers.filter(|it| !is_signature(it));
        let relation = self.row(row).own(Field::Relation);
        let related = !relation.is_empty() && !is_signature(relation) && !self.in_foot;
        related || numbers.any(|it| it.bytes().any(|it| it.is_ascii_digit()))
    }

    pub(super) fn numbered(&self, row: usize) -> bool {
        let number = self.row(row).own(Field::Number);
        !number.is_empty() && number.bytes().any(|it| it.is_ascii_digit())
    }

    /// A name that stands apart, without the number that all others have: a signature, perhaps.
    fn is_stray(&self, row: usize) -> bool {
        let numbers = self.columns.first(Field::Number).is_some();
        numbers && self.after_blank && self.shape.numbered && !self.numbered(row)
    }

    /// Whether a text that stands alone is more likely a person's name than a place's.
    fn is_person(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        let middle = words.get(1).map(|it| identity_key(it)).unwrap_or_default();
        words.len() >= 3 && (middle == identity_key("văn") || middle == identity_key("thị"))
    }
}

/// `1.2` and `2a`, as sections are numbered.
fn is_outline(text: &str) -> bool {
    text.len() <= 5 && text.starts_with(|it: char| it.is_ascii_digit()) && text.contains('.')
}
