//! Codes on members' badges: random, one for each member, so that residents can check who is at the
//! door.
use crate::Chance;
use domain::{AccountId, CommuneId, Day, Member, Millis, Team, letters};
use store::{DocumentRow, Rows, Transaction};

/// Badges are found by their code in any commune.
const KIND: &str = "badge";

/// The code on a member's badge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Badge {
    pub commune: CommuneId,
    pub member: AccountId,
    /// Eight letters made of 40 random bits.
    pub code: String,
}

impl Badge {
    pub fn new(commune: &CommuneId, member: &AccountId, chance: &Chance) -> Self {
        Self {
            commune: commune.clone(),
            member: member.clone(),
            code: letters(chance.number()),
        }
    }

    /// Replaces the member's former code, which is no longer valid.
    pub fn put(&self, rows: &mut dyn Transaction, now: Millis) -> Rows<()> {
        let row = DocumentRow {
            commune: self.commune.clone(),
            id: self.member.to_string(),
            key: self.code.clone(),
            body: now.0.to_string(),
        };
        rows.put_document(KIND, &row)
    }

    pub fn of_commune(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let rows = rows.documents(commune, KIND)?;
        Ok(rows.into_iter().filter_map(Self::read).collect())
    }

    pub fn by_code(rows: &mut dyn Transaction, code: &str) -> Rows<Option<Self>> {
        let found = rows.documents_by_key(KIND, code)?;
        Ok(found.into_iter().find_map(Self::read))
    }

    fn read(row: DocumentRow) -> Option<Self> {
        Some(Self {
            commune: row.commune,
            member: AccountId::new(row.id)?,
            code: row.key,
        })
    }

    /// The code as it is printed: `AB12-CD34`.
    pub fn shown(&self) -> String {
        let (first, rest) = self.code.split_at(self.code.len().min(4));
        format!("{first}-{rest}").to_uppercase()
    }
}

/// What the roster says about the holder of a badge on a given day.
#[derive(Debug)]
pub enum Holder<'a> {
    Serves(&'a Team, &'a Member),
    /// The member has left. Holds the last day of service.
    Left(Day),
    Unknown,
}

impl<'a> Holder<'a> {
    pub fn of(member: &AccountId, teams: &'a [Team], today: Day) -> Self {
        for team in teams {
            if let Some(term) = team.member(member, today) {
                return Holder::Serves(team, term);
            }
        }
        let terms = teams.iter().flat_map(|team| &team.members);
        let ended = terms.filter(|it| it.id == *member).filter_map(|it| it.to);
        match ended.filter(|day| *day < today).max() {
            Some(day) => Holder::Left(day),
            None => Holder::Unknown,
        }
    }
}
