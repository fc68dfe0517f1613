//! Codes that stand for a household in public: one on its card, another on the public market. They
//! are random, so that neither reveals the household's id or the other code.
use crate::Chance;
use domain::{CommuneId, HouseholdId, Millis, letters};
use std::collections::BTreeMap;
use store::{DocumentRow, Rows, Transaction};

/// Where a code is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On the card at the door. Whoever holds the card asks for help in the household's name.
    Card,
    /// In the public address of the household's shop.
    Market,
}

impl Place {
    /// The kind of the code's documents. Their id is the household's, their key is the code.
    fn kind(self) -> &'static str {
        match self {
            Place::Card => "card",
            Place::Market => "stall",
        }
    }

    /// Replaces the household's code with a new one. The former code is no longer valid.
    pub fn renew(
        self,
        rows: &mut dyn Transaction,
        (commune, household): (&CommuneId, &HouseholdId),
        chance: &Chance,
        now: Millis,
    ) -> Rows<String> {
        let code = letters(chance.number());
        let row = DocumentRow {
            commune: commune.clone(),
            id: household.to_string(),
            key: code.clone(),
            body: now.0.to_string(),
        };
        rows.put_document(self.kind(), &row)?;
        Ok(code)
    }

    /// Makes codes for the households that have none.
    pub fn complete(
        self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        households: &[HouseholdId],
        chance: &Chance,
        now: Millis,
    ) -> Rows<()> {
        for household in households {
            if rows
                .document(commune, self.kind(), household.as_str())?
                .is_none()
            {
                self.renew(rows, (commune, household), chance, now)?;
            }
        }
        Ok(())
    }

    pub fn codes(
        self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
    ) -> Rows<BTreeMap<HouseholdId, String>> {
        let all = rows.documents(commune, self.kind())?.into_iter();
        let read = |row: DocumentRow| Some((HouseholdId::new(row.id)?, row.key));
        Ok(all.filter_map(read).collect())
    }

    /// The household that a code belongs to.
    pub fn household(
        self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        code: &str,
    ) -> Rows<Option<HouseholdId>> {
        if code.is_empty() {
            return Ok(None);
        }
        let found = rows.documents_keyed(commune, self.kind(), code)?;
        let mut ours = found.into_iter().filter_map(|row| HouseholdId::new(row.id));
        Ok(ours.next())
    }
}
