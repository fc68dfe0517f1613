//! Merging two households that are one.
use super::correct::{
    alley_note, born_note, business_note, children_note, label_note, name_note, order_note,
    phones_note,
};
use super::{
    Children, Difference, Field, Gone, Household, Mark, RESIDENTS_LIMIT, Resident, Status,
};
use crate::apply::{Context, Records};
use crate::book::Move;
use crate::latest::Latest;
use crate::rule::{Books, Called, LEADERS, Makers, Rule, keys};
use crate::{
    Book, Day, HouseholdId, Map, Note, Personal, Record, RecordKey, Refusal, RefusalCode,
    ResidentId, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Two households on the list are one: `gone` becomes a pointer to `keep`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdsMerged {
    pub keep: HouseholdId,
    pub gone: HouseholdId,
}

impl Rule for HouseholdsMerged {
    const CALLED: Called = say::households_merged;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        keys([&self.keep, &self.gone])
    }

    /// The villages to which either moved last: an alley that was told later stays, where it is
    /// one of the village in which they live from now on.
    fn reads(&self, known: &Records) -> Vec<RecordKey> {
        let books = [&self.keep, &self.gone].map(|id| known.loaded_book(id));
        let last = books.into_iter().flatten().filter_map(Book::last_move);
        keys(last.map(|it| &it.village))
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.keep, &self.gone])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        merge(context, self)
    }

    fn joins_records(&self) -> bool {
        true
    }
}

/// The one that goes stays as a pointer, so that entries made on it offline find their way.
pub(crate) fn merge(context: &Context<'_>, it: &HouseholdsMerged) -> Result<Vec<Record>, Refusal> {
    let keep = context.records.household(&it.keep)?;
    let gone = context.records.household(&it.gone)?;
    if keep.id == gone.id {
        return Err(RefusalCode::MergeWithItself.into());
    }
    if keep.residents.len() + gone.residents.len() > RESIDENTS_LIMIT {
        return Err(RefusalCode::TooManyResidents.into());
    }
    let mut kept = keep.clone();
    let books = context.book(keep).zip(context.book(gone));
    kept.take_in(gone);
    let mut changed = vec![pointer(gone, keep).into()];
    if let Some((mut book, other)) = books {
        let before = book.last_move().map(Move::when);
        book.take_in(&other, context.when());
        kept.live_where(context, &book, before);
        book.settle(&mut kept.follow_ups);
        changed.push(Record::Book(Box::new(book)));
        changed.push(Record::Book(Box::new(Book::handed_on(gone))));
    } else {
        kept.follow_book(None);
    }
    changed.insert(0, kept.into());
    Ok(changed)
}

impl Household {
    /// Every field is named here, so that a later one does not compile before someone has said what
    /// becomes of it: what only one of the two has is kept, of what both have the later word stands.
    fn take_in(&mut self, other: &Household) {
        let Household {
            id,
            // Each stands in its own place on the list; the place of the kept one is known.
            code: _,
            village,
            alley,
            order,
            head,
            head_resident,
            head_said,
            address,
            phones,
            place,
            children,
            business,
            trading,
            residents,
            gone,
            assigned: _,
            assignment: _,
            consents,
            visits,
            knocked,
            classes,
            mistaken,
            follow_ups,
            // That the one which goes had left says nothing of the one that stays.
            status: _,
            status_said: _,
            // Where it lived stands in its book.
            lived: _,
            placed: _,
            moved: _,
            merged,
            heard,
            marks,
            differences,
            settled,
            // That one list was taken back says nothing of the household that stays.
            withdrawn: _,
        } = other;
        for (purpose, consent) in consents {
            self.take_in_consent(*purpose, consent.clone());
        }
        for resident in residents {
            self.take_in_resident(resident.clone(), Vec::new());
        }
        self.confirm_residents();
        for (id, why) in gone {
            let back = *why == Gone::MovedTo(self.id.clone());
            if !back && self.resident(id).is_none() {
                self.gone.entry(id.clone()).or_insert_with(|| why.clone());
            }
        }
        if self.head_said.is_none() && head_said.is_none() {
            self.head_resident = self.head_resident.take().or_else(|| head_resident.clone());
        }
        Latest::new(&mut self.head_resident, &mut self.head_said)
            .join(head_resident, head_said.as_ref());
        self.forget_head_who_is_gone();
        let mut fields = Fields::of(&mut self.marks, marks, None);
        fields.join(Field::Head, (&mut self.head, head), |_| false, name_note);
        let as_note = |it: &Option<_>| it.as_ref().and_then(name_note);
        fields.join(
            Field::Address,
            (&mut self.address, address),
            Option::is_none,
            as_note,
        );
        let as_note = |it: &Vec<_>| Some(phones_note(it));
        fields.join(
            Field::Phones,
            (&mut self.phones, phones),
            Vec::is_empty,
            as_note,
        );
        fields.join(
            Field::Place,
            (&mut self.place, place),
            Option::is_none,
            |_| None,
        );
        let pair = (&mut self.children, children);
        fields.join(Field::Children, pair, Children::is_none, children_note);
        let pair = (&mut self.business, business);
        fields.join(Field::Business, pair, Option::is_none, business_note);
        if self.village == *village {
            let had_none = self.alley.is_none();
            fields.join(
                Field::Alley,
                (&mut self.alley, alley),
                Option::is_none,
                alley_note,
            );
            let took_theirs = |_: &u32| had_none;
            fields.join(
                Field::Order,
                (&mut self.order, order),
                took_theirs,
                order_note,
            );
        }
        if let Some(theirs) = trading {
            let ours = self.trading.get_or_insert_default();
            let pair = (&mut ours.name, &theirs.name);
            fields.join(Field::BusinessName, pair, Option::is_none, label_note);
            ours.take_in(theirs);
        }
        let told = fields.told;
        self.forget_account_without_consent();
        for visit in visits {
            self.take_in_visit(visit.clone());
        }
        self.knocked.join(*knocked);
        self.take_in_classes(classes, mistaken);
        self.follow_ups.extend(follow_ups.iter().cloned());
        crate::put_in_order(&mut self.follow_ups, |it| (it.due, it.visit));
        self.take_in_all_heard(heard);
        self.take_in_assignment(other);
        self.merged.push(id.clone());
        self.merged.extend(merged.iter().cloned());
        crate::put_in_order(&mut self.merged, HouseholdId::clone);
        self.settled = self.settled.max(*settled);
        self.differ_each(differences.iter().cloned().chain(told));
    }

    /// Takes in someone who moves here, or who lives in a household that becomes part of this one,
    /// with what two authors told differently of them. Joins what was known of them here before.
    pub(super) fn take_in_resident(&mut self, mut new: Resident, differences: Vec<Difference>) {
        self.gone.remove(&new.id);
        let confirmed = self.ever_consented();
        let Some(known) = self.resident_mut(&new.id) else {
            new.unconfirmed &= !confirmed;
            self.residents.push(new);
            return self.differ_each(differences);
        };
        let Resident {
            id,
            name,
            born,
            unconfirmed,
            skills,
            trained,
            marks,
        } = new;
        let mut fields = Fields::of(&mut known.marks, &marks, Some(id));
        fields.join(Field::Name, (&mut known.name, &name), |_| false, name_note);
        fields.join(
            Field::Born,
            (&mut known.born, &born),
            Option::is_none,
            born_note,
        );
        let told = fields.told;
        known.unconfirmed &= unconfirmed;
        known.trained = earlier(known.trained, trained);
        for (skill, theirs) in skills {
            known
                .skills
                .entry(skill)
                .and_modify(|ours| ours.merge(&theirs))
                .or_insert(theirs);
        }
        self.differ_each(differences.into_iter().chain(told));
    }
}

/// Joins what each field of two records says, by the marks of both.
struct Fields<'a> {
    marks: &'a mut Map<Field, Mark>,
    theirs: &'a Map<Field, Mark>,
    resident: Option<ResidentId>,
    /// What two authors told differently and did not win.
    told: Vec<Difference>,
}

impl<'a> Fields<'a> {
    fn of(
        marks: &'a mut Map<Field, Mark>,
        theirs: &'a Map<Field, Mark>,
        resident: Option<ResidentId>,
    ) -> Self {
        Self {
            marks,
            theirs,
            resident,
            told: Vec::new(),
        }
    }

    /// What was changed since it was registered is a word, whichever it is; of what was not, ours
    /// stays unless there is nothing.
    fn join<T: Clone>(
        &mut self,
        field: Field,
        (ours, theirs): (&mut T, &T),
        is_nothing: impl Fn(&T) -> bool,
        as_note: impl Fn(&T) -> Option<Personal<Note>>,
    ) {
        let (mark, their_mark) = (self.marks.get(&field).cloned(), self.theirs.get(&field));
        if mark.is_none() && their_mark.is_none() && is_nothing(ours) {
            ours.clone_from(theirs);
        }
        let (before, mut said) = (ours.clone(), mark.clone());
        let is_theirs = Latest::new(ours, &mut said).join(theirs, their_mark);
        if let Some(said) = said {
            self.marks.insert(field, said);
        }
        let (Some(mark), Some(their_mark)) = (mark, their_mark) else {
            return;
        };
        if mark.author == their_mark.author {
            return;
        }
        let (other, lost) = match is_theirs {
            true => (&before, &mark),
            false => (theirs, their_mark),
        };
        self.told.push(Difference {
            field,
            resident: self.resident.clone(),
            other: as_note(other).unwrap_or_else(Personal::erased),
            author: lost.author.clone(),
            at: lost.at,
        });
    }
}

fn earlier(one: Option<Day>, other: Option<Day>) -> Option<Day> {
    [one, other].into_iter().flatten().min()
}

/// What stays of a merged household: where it stood, its code, and where it went.
fn pointer(gone: &Household, keep: &Household) -> Household {
    let (id, code) = (gone.id.clone(), gone.code.clone());
    Household {
        alley: gone.alley.clone(),
        order: gone.order,
        status: Status::MergedInto(keep.id.clone()),
        ..Household::bare(id, code, gone.village.clone(), Personal::erased())
    }
}
