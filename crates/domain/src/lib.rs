//! The heart of Từng Nhà: records, operations, rules and measures of the field work.
//!
//! Everything a team does is an [`Entry`] in an append-only log; [`apply`] turns entries into
//! [`Record`]s; [`measures`] turns records into figures. All of it is pure: no clock, no
//! randomness, no IO, so that phone and server run the same rules and the log always folds to
//! the same records.

#![cfg_attr(
    not(feature = "office"),
    expect(
        dead_code,
        reason = "rules that only the office's operations call; the phone's linker drops them"
    )
)]

mod access;
mod account_number;
mod apply;
mod book;
mod bulletin;
mod catalogue;
pub mod class;
#[cfg(feature = "office")]
mod commune;
pub mod directive;
mod entry;
mod erase;
pub mod help;
pub mod household;
mod id;
pub mod json;
mod latest;
mod map;
mod marketplace;
pub mod markup;
mod measure;
mod operation;
mod order;
mod personal;
mod photo;
mod question;
mod record;
mod refusal;
mod rule;
mod settings;
mod short;
mod skill;
mod stamp;
mod team;
mod text;
mod time;
mod village;

pub use access::{Role, Scope, is_the_boards};
pub use account_number::{ACCOUNT_LIMIT, AccountNumber, BankBin};
pub use apply::{Records, Stamped, apply, wanted};
pub use book::{Book, MemberMonth, MonthAtPlace};
pub use bulletin::{
    AUTHORS_LIMIT, Act, Approval, BULLETIN_VILLAGES_LIMIT, BoardPost, Bulletin, Draft, STEPS_LIMIT,
    Stage, Standing, Step, TextHash,
};
pub use catalogue::{Catalogue, Group, Skill, Topic, Who};
pub use class::{Class, Timetable};
pub use directive::Directive;
pub use entry::{Accepted, Certainty, Entry, FORMAT, RULES};
#[cfg(feature = "office")]
pub use erase::without_name;
pub use erase::{
    blank, blank_account, blank_contact, blank_erased, blank_help, blank_taken_back, blank_told,
    told_of,
};
pub use help::{Help, HelpState, HelpWay, ResidentWord};
pub use household::{BusinessChange, Household, ListedResident, Parting, Promise};
pub use id::{
    AccountId, AlleyId, BulletinId, ClassId, ColumnId, CommuneId, DeviceId, DirectiveId, EntryId,
    GroupId, HelpId, HouseholdId, MarketplaceId, MemberId, PaperId, PhotoId, ProductId, QuestionId,
    ResidentId, SkillId, TeamId, TopicId, VillageId, letters,
};
pub use map::Map;
pub use marketplace::{
    COLUMNS, Column, Holds, LOCAL_MARKETPLACES_LIMIT, LocalMarketplace, Marketplace, PAPERS, Paper,
};
pub use measure::{Dimension, Figure, MEASURES_VERSION, Measure, Period, measures, whole_commune};
pub use operation::*;
pub use order::put_in_order;
pub use personal::{Erase, Personal};
pub use photo::PhotoOf;
pub use question::Question;
pub use record::{Area, Kind, RECORD_LIMIT_BYTES, Record, RecordKey, Seq};
pub use refusal::{Refusal, RefusalCode};
pub use rule::{About, Detail, Follows, Tell};
pub use settings::{Counted, Denominator, LocalSkill, Settings};
pub use skill::{Level, Observation, SkillState};
pub use stamp::Stamp;
pub use team::{Member, MemberRole, Team};
pub use text::{
    BulletinText, DirectiveText, Label, Link, Name, Note, Phone, SheetText, TextProblem,
};
pub use time::{Day, Millis, Month, Week};
pub use vietnamese::{is_blank, is_hidden, without_hidden};
pub use village::{ALLEYS_LIMIT, Alley, Village};
