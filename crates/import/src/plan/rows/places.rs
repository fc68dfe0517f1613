//! Follows the villages and alleys of a list down its rows.
use super::Reader;
use crate::Field;
use crate::place_line::{Kind, Placed, village_in};
use crate::village::village_identity;
use vietnamese::{identity_key, search_key};

/// Where the village of the rows below was told last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    Cell,
    Section(Kind),
    /// By a section without a word, which may be anything.
    Unnamed,
}

impl Reader<'_> {
    pub(super) fn is_here(&self, village: &str) -> bool {
        let above = self.village_above.as_ref().map(|(name, _)| name);
        let here = above.or(self.village.as_ref());
        here.is_some_and(|it| village_identity(it) == village_identity(village))
    }

    pub(super) fn enter(&mut self, placed: Placed) {
        self.sections += 1;
        let is_village = match placed.kind {
            Kind::Village => true,
            Kind::Alley => false,
            Kind::Either => {
                let above = self.village_above.as_ref().map(|(_, told)| *told);
                let known = self.village.is_some() || self.columns.first(Field::Village).is_some();
                match above {
                    Some(Told::Section(kind)) => kind == Kind::Either,
                    Some(_) => false,
                    None => !known,
                }
            }
        };
        if is_village {
            self.village_above = Some((placed.name, Told::Section(placed.kind)));
            self.alley_above = None;
        } else {
            self.alley_above = Some(placed.name);
        }
    }

    pub(super) fn enter_unnamed(&mut self, name: String) {
        self.sections += 1;
        let above = self.village_above.as_ref().map(|(_, told)| *told);
        let known = self.village.is_some() || self.columns.first(Field::Village).is_some();
        if above == Some(Told::Unnamed) || (above.is_none() && !known) {
            self.village_above = Some((name, Told::Unnamed));
            self.alley_above = None;
        } else {
            self.alley_above = Some(name);
        }
    }

    pub(super) fn known_key(
        &self,
        village: &str,
        alley: Option<&str>,
        key: &str,
    ) -> (String, String, String) {
        // Where no alley is told, a section stands for it.
        let part = alley.map_or_else(|| self.sections.to_string(), identity_key);
        (village_identity(village), part, key.to_owned())
    }

    /// The village and the alley that the cells of a row name; those that say "as above" name the
    /// ones further up.
    pub(super) fn own_places(&mut self, row: usize) -> (Option<String>, Option<String>) {
        let village = self.own_place(row, Field::Village);
        match is_as_above(self.row(row).text(Field::Alley)) {
            true => (village, self.alley_last.clone()),
            false => (village, self.own_place(row, Field::Alley)),
        }
    }

    /// The place in a cell as it is shown; a list names few places in many rows.
    fn own_place(&mut self, row: usize, field: Field) -> Option<String> {
        let this = self.row(row);
        if is_as_above(this.text(field)) || this.made_into_date(field).is_some() {
            return None;
        }
        let key = (field, this.text(field).to_owned());
        if let Some(known) = self.shown.get(&key) {
            return known.clone();
        }
        let found = match field {
            Field::Village => this.village(),
            _ => this.alley(),
        };
        self.shown.insert(key, found.clone());
        found
    }

    /// The village and the alley of a row, from its own cells or from further up.
    pub(super) fn places(
        &self,
        row: usize,
        village: Option<String>,
        alley: Option<String>,
    ) -> (Option<String>, Option<String>) {
        let above = self.village_above.as_ref().map(|(name, _)| name.clone());
        let village = village.or(above).or_else(|| self.village.clone());
        let alley = alley.or_else(|| self.alley_above.clone());
        match (village, alley) {
            (None, Some(alley)) if self.columns.either => (Some(alley), None),
            (None, alley) => (village_in(self.row(row).text(Field::Address)), alley),
            places => places,
        }
    }
}

/// The signs and words by which people repeat the cell above.
fn is_as_above(text: &str) -> bool {
    let key = search_key(text);
    let key = key.trim_matches([' ', '.', '-', '(', ')']);
    matches!(
        key,
        "\"" | "''"
            | "”"
            | "“"
            | "〃"
            | "nt"
            | "n/t"
            | "n.t"
            | "nhu tren"
            | "như trên"
            | "//"
            | "\"\""
    )
}
