//! Entries as they were written by each format so far: read for ever, and written the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{Entry, Operation};
use serde_json::Value;
use std::collections::BTreeSet;

/// One line an entry. A new format adds a file; an old file is never changed.
const FORMAT_1: &str = include_str!("golden/entries-1.jsonl");
/// Written since household businesses are part of the record.
const FORMAT_1_BUSINESS: &str = include_str!("golden/entries-1-business.jsonl");
/// Written since classes are.
const FORMAT_1_CLASS: &str = include_str!("golden/entries-1-class.jsonl");
/// Written since people ask for help.
const FORMAT_1_HELP: &str = include_str!("golden/entries-1-help.jsonl");
/// Written since the commune gives directives.
const FORMAT_1_DIRECTIVE: &str = include_str!("golden/entries-1-directive.jsonl");
/// Written since bulletins are.
const FORMAT_1_BULLETIN: &str = include_str!("golden/entries-1-bulletin.jsonl");
/// Written since a class has a photo.
const FORMAT_1_CLASS_PHOTO: &str = include_str!("golden/entries-1-class-photo.jsonl");
/// Written since a class has sign-ups that wait to be confirmed.
const FORMAT_1_CLASS_WAITS: &str = include_str!("golden/entries-1-class-waits.jsonl");
const OPERATIONS: usize = 64;

fn lines() -> impl Iterator<Item = &'static str> {
    FORMAT_1
        .lines()
        .chain(FORMAT_1_BUSINESS.lines())
        .chain(FORMAT_1_CLASS.lines())
        .chain(FORMAT_1_HELP.lines())
        .chain(FORMAT_1_DIRECTIVE.lines())
        .chain(FORMAT_1_BULLETIN.lines())
        .chain(FORMAT_1_CLASS_PHOTO.lines())
        .chain(FORMAT_1_CLASS_WAITS.lines())
}

#[test]
fn entries_of_every_format_are_read_and_written_the_same() {
    for line in lines() {
        let entry: Entry = serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
        // The phone reads with a reader of its own.
        let phone: Entry = domain::json::from_str(line).unwrap();
        assert_eq!(phone, entry);
        let expected: Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_value(&entry).unwrap(), expected);
    }
}

#[test]
fn every_operation_is_among_them() {
    let entries = lines().map(|line| serde_json::from_str(line).unwrap());
    let found: BTreeSet<&str> = entries.map(|it: Entry| name(&it.operation)).collect();
    assert_eq!(found.len(), OPERATIONS, "{found:?}");
}

/// Does not compile when an operation is added: add a line for it, and count it above.
fn name(operation: &Operation) -> &'static str {
    match operation {
        Operation::SettingsChanged(_) => "SettingsChanged",
        Operation::DenominatorSet(_) => "DenominatorSet",
        Operation::VillageDefined(_) => "VillageDefined",
        Operation::AlleyDefined(_) => "AlleyDefined",
        Operation::TeamDefined(_) => "TeamDefined",
        Operation::MemberJoined(_) => "MemberJoined",
        Operation::MemberLeft(_) => "MemberLeft",
        Operation::HouseholdRegistered(_) => "HouseholdRegistered",
        Operation::HouseholdCorrected(_) => "HouseholdCorrected",
        Operation::HouseholdsMerged(_) => "HouseholdsMerged",
        Operation::HouseholdRelocated(_) => "HouseholdRelocated",
        Operation::HouseholdLeft(_) => "HouseholdLeft",
        Operation::HouseholdAssigned(_) => "HouseholdAssigned",
        Operation::DifferencesSettled(_) => "DifferencesSettled",
        Operation::ResidentAdded(_) => "ResidentAdded",
        Operation::ResidentCorrected(_) => "ResidentCorrected",
        Operation::ResidentMoved(_) => "ResidentMoved",
        Operation::ResidentParted(_) => "ResidentParted",
        Operation::ResidentErased(_) => "ResidentErased",
        Operation::ConsentGiven(_) => "ConsentGiven",
        Operation::ConsentWithdrawn(_) => "ConsentWithdrawn",
        Operation::VisitRecorded(_) => "VisitRecorded",
        Operation::VisitRedated(_) => "VisitRedated",
        Operation::SkillObserved(_) => "SkillObserved",
        Operation::FollowUpFinished(_) => "FollowUpFinished",
        Operation::FollowUpHandedOn(_) => "FollowUpHandedOn",
        Operation::BusinessRegistered(_) => "BusinessRegistered",
        Operation::BusinessCorrected(_) => "BusinessCorrected",
        Operation::PaymentStepDone(_) => "PaymentStepDone",
        Operation::PaymentAccountRecorded(_) => "PaymentAccountRecorded",
        Operation::PaymentAccountRemoved(_) => "PaymentAccountRemoved",
        Operation::ShopAdvanced(_) => "ShopAdvanced",
        Operation::PapersTicked(_) => "PapersTicked",
        Operation::ProductSet(_) => "ProductSet",
        Operation::ProductRemoved(_) => "ProductRemoved",
        Operation::SalesTold(_) => "SalesTold",
        Operation::IncomeBeforeTold(_) => "IncomeBeforeTold",
        Operation::ClassPlanned(_) => "ClassPlanned",
        Operation::ClassChanged(_) => "ClassChanged",
        Operation::ClassCancelled(_) => "ClassCancelled",
        Operation::ClassContactsDropped(_) => "ClassContactsDropped",
        Operation::ClassJoined(_) => "ClassJoined",
        Operation::ClassLeft(_) => "ClassLeft",
        Operation::ClassAttended(_) => "ClassAttended",
        Operation::ClassHeld(_) => "ClassHeld",
        Operation::ClassPhotographed(_) => "ClassPhotographed",
        Operation::HelpAsked(_) => "HelpAsked",
        Operation::HelpAssigned(_) => "HelpAssigned",
        Operation::HelpAnswered(_) => "HelpAnswered",
        Operation::HelpClosed(_) => "HelpClosed",
        Operation::HelpDismissed(_) => "HelpDismissed",
        Operation::HelpErased(_) => "HelpErased",
        Operation::QuestionPublished(_) => "QuestionPublished",
        Operation::QuestionWithdrawn(_) => "QuestionWithdrawn",
        Operation::DirectiveIssued(_) => "DirectiveIssued",
        Operation::DirectiveCorrected(_) => "DirectiveCorrected",
        Operation::DirectiveClosed(_) => "DirectiveClosed",
        Operation::BulletinHeard(_) => "BulletinHeard",
        Operation::BulletinDrafted(_) => "BulletinDrafted",
        Operation::BulletinSubmitted(_) => "BulletinSubmitted",
        Operation::BulletinReturned(_) => "BulletinReturned",
        Operation::BulletinApproved(_) => "BulletinApproved",
        Operation::BulletinPublished(_) => "BulletinPublished",
        Operation::BulletinWithdrawn(_) => "BulletinWithdrawn",
    }
}
