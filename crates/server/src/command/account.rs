//! Accounts and enrolment codes from the command line.
use super::place::Place;
use crate::office::log::{self, Access, Did};
use crate::password::{self, Fault};
use crate::{Chance, Clock, account};
use anyhow::{Context, bail};
use domain::{AccountId, CommuneId, Label, RefusalCode, Role, is_hidden};
use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;
use store::{Account, OpenSession, SecondFactor, Store};
use sync::Epoch;
use words::Language;
use words::command as say;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add an account. The first one creates the commune.
    Add(Add),
    /// Disable an account: its sessions end and it can enrol no phone.
    Disable(Named),
    /// Remove the second factor of someone who lost phone and recovery codes.
    ResetSecondFactor(Named),
    /// Set a new password, read from the standard input. All sessions of the account end.
    Password(Named),
    /// Give an account another role. All its sessions end.
    Role(NewRole),
    /// Give an account another sign-in name.
    Login(NewLogin),
}

#[derive(Debug, clap::Args)]
pub struct NewRole {
    #[command(flatten)]
    named: Named,
    /// officer, editor, province or member.
    role: String,
}

#[derive(Debug, clap::Args)]
pub struct NewLogin {
    #[command(flatten)]
    named: Named,
    /// The new name: a-z, 0-9 and -.
    login: String,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    named: Named,
    /// The person's name.
    #[arg(long)]
    name: String,
    /// officer, editor, province or member.
    #[arg(long, default_value = "officer")]
    role: String,
    /// Create the commune even if there are others. Not needed for the first one.
    #[arg(long)]
    new_commune: bool,
    /// The sign-in name, if it differs from the id.
    #[arg(long)]
    login: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    place: Place,
    /// The account's id, which is also its sign-in name: a-z, 0-9 and -.
    account: String,
}

#[derive(Debug, clap::Args)]
pub struct CodeFor {
    #[command(flatten)]
    named: Named,
}

pub fn run(what: &Command, lang: Language) -> anyhow::Result<ExitCode> {
    match what {
        Command::Add(it) => add(it, lang),
        Command::Disable(it) => change(it, lang, Ends::Sessions, |_, account| {
            account.disabled = true;
            Ok(say::account_disabled(lang, &account.id))
        }),
        Command::ResetSecondFactor(it) => reset_second_factor(it, lang),
        Command::Password(it) => change(it, lang, Ends::Sessions, |store, account| {
            let commune = commune_name(store, &account.commune)?;
            let names = [&account.login, &account.name, commune.as_str()];
            account.password_hash = Some(new_password(&names, lang)?);
            Ok(say::password_set(lang, &account.id))
        }),
        Command::Role(it) => change(&it.named, lang, Ends::Sessions, |_, account| {
            account.role = Role::parse(&it.role).with_context(|| say::role_unknown(lang))?;
            if at_a_desk(account.role) && account.login.is_empty() {
                account.login = account.id.to_string();
            }
            Ok(say::account_role_set(lang, &account.id, &it.role))
        }),
        Command::Login(it) => change(&it.named, lang, Ends::Nothing, |_, account| {
            account.login = login(&it.login, lang)?;
            Ok(say::account_login_set(lang, &account.id, &account.login))
        }),
    }
}

/// What a change ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Nothing,
    /// All sessions of the account, which the office's log then shows.
    Sessions,
}

/// Whether the role works in the office with a password. Other roles use only their phones.
fn at_a_desk(role: Role) -> bool {
    !matches!(role, Role::Member | Role::Leader)
}

fn login(typed: &str, lang: Language) -> anyhow::Result<String> {
    let id = AccountId::new(typed).with_context(|| say::account_id_wrong(lang))?;
    Ok(id.to_string())
}

fn add(it: &Add, lang: Language) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(!it.name.trim().is_empty(), say::name_empty(lang));
    let store = it.named.place.open()?;
    // A refused account leaves no new commune behind.
    let commune = commune_to_be(&it.named.place, &store, it.new_commune, lang)?;
    let id = id(&it.named, lang)?;
    let role = Role::parse(&it.role).with_context(|| say::role_unknown(lang))?;
    if it.name.contains(is_hidden) {
        bail!(RefusalCode::TextNotPlain.sentence(lang));
    }
    if store
        .read(|rows| Account::get(rows, &commune, &id))?
        .is_some()
    {
        bail!(say::account_exists(lang, &id));
    }
    let login = match &it.login {
        _ if !at_a_desk(role) => String::new(),
        Some(named) => login(named, lang)?,
        None => id.to_string(),
    };
    let its_name = commune_name(&store, &commune)?;
    let names = [&login, &it.name, its_name.as_str()];
    let password_hash = if at_a_desk(role) {
        refuse_taken(&store, (&commune, &id), &login, lang)?;
        Some(new_password(&names, lang)?)
    } else {
        None
    };
    commune_or_new(&it.named.place, &store, it.new_commune, lang)?;
    put(
        &store,
        Account {
            login,
            id: id.clone(),
            commune,
            name: it.name.trim().to_owned(),
            role,
            password_hash,
            disabled: false,
            created: Some(Clock::System.now()),
        },
        Ends::Nothing,
    )?;
    println!("{}", say::account_added(lang, &id));
    Ok(ExitCode::SUCCESS)
}

/// The commune that [`commune_or_new`] gives, which may not be there yet.
fn commune_to_be(
    place: &Place,
    store: &Store,
    on_purpose: bool,
    lang: Language,
) -> anyhow::Result<CommuneId> {
    match &place.commune {
        Some(named) if on_purpose || store.read(|rows| rows.communes())?.is_empty() => {
            Ok(named.0.clone())
        }
        _ => place.commune(store, lang),
    }
}

/// The commune that is named. The first one is created if it does not exist; further ones only on
/// purpose.
pub fn commune_or_new(
    place: &Place,
    store: &Store,
    on_purpose: bool,
    lang: Language,
) -> anyhow::Result<CommuneId> {
    let commune = commune_to_be(place, store, on_purpose, lang)?;
    if !store.read(|rows| rows.communes())?.contains(&commune) {
        let epoch = Epoch(Chance::System.number());
        store.create_commune(commune.clone(), epoch).wait()?;
        store.make_proof_keys(|| Chance::System.bytes())?;
    }
    Ok(commune)
}

fn commune_name(store: &Store, commune: &CommuneId) -> anyhow::Result<Label> {
    Ok(store
        .read(|rows| store::settings(rows, commune))?
        .commune_name)
}

fn change(
    named: &Named,
    lang: Language,
    ends: Ends,
    make: impl FnOnce(&Store, &mut Account) -> anyhow::Result<String>,
) -> anyhow::Result<ExitCode> {
    let store = named.place.open()?;
    let before = find(named, &store, lang)?;
    let mut account = before.clone();
    let told = make(&store, &mut account)?;
    // An account whose name is in use twice from before may still get another password or role.
    if account.login != before.login {
        refuse_taken(
            &store,
            (&account.commune, &account.id),
            &account.login,
            lang,
        )?;
    }
    put(&store, account, ends)?;
    println!("{told}");
    Ok(ExitCode::SUCCESS)
}

fn reset_second_factor(named: &Named, lang: Language) -> anyhow::Result<ExitCode> {
    let store = named.place.open()?;
    let account = find(named, &store, lang)?;
    let (commune, id) = (account.commune.clone(), account.id.clone());
    let (now, chance) = (Clock::System.now(), Chance::System);
    let logged = Access::row_of_command(&account, Did::RemovedSecondFactor, now, &chance);
    let removed = store.write_to(&account.commune, move |ledger| {
        let rows = ledger.transaction();
        let removed = SecondFactor::remove(rows, &commune, &id)?;
        if removed {
            OpenSession::remove_all_of(rows, &commune, &id)?;
            rows.put_document(log::kind(), &logged)?;
        }
        Ok(removed)
    });
    if !removed.wait()? {
        bail!(say::second_factor_none(lang, &account.id));
    }
    println!("{}", say::second_factor_reset(lang, &account.id));
    Ok(ExitCode::SUCCESS)
}

pub fn code(what: &CodeFor, lang: Language) -> anyhow::Result<ExitCode> {
    let store = what.named.place.open()?;
    let account = find(&what.named, &store, lang)?;
    if account.disabled {
        bail!(say::account_is_disabled(lang, &account.id));
    }
    if !account.role.has_a_phone() {
        bail!(say::code_no_phone(lang, &account.id));
    }
    let now = Clock::System.now();
    let logged = Access::row_of_command(&account, Did::MadeCode, now, &Chance::System);
    let made = store.write_to(&account.commune.clone(), move |ledger| {
        let rows = ledger.transaction();
        rows.put_document(log::kind(), &logged)?;
        account::make_code(rows, &account, now, &Chance::System)
    });
    let code = made.wait()?;
    println!(
        "{}",
        say::code_made(lang, account::enrolment_path(&code), &code)
    );
    Ok(ExitCode::SUCCESS)
}

fn find(named: &Named, store: &Store, lang: Language) -> anyhow::Result<Account> {
    let commune = named.place.commune(store, lang)?;
    let id = id(named, lang)?;
    let account = store.read(|rows| Account::get(rows, &commune, &id))?;
    account.with_context(|| say::account_unknown(lang, &id))
}

fn id(named: &Named, lang: Language) -> anyhow::Result<AccountId> {
    AccountId::new(named.account.clone()).with_context(|| say::account_id_wrong(lang))
}

/// Refuses a sign-in name that another account on this server uses: two holders could lock each
/// other out or sign in as each other.
fn refuse_taken(
    store: &Store,
    (commune, id): (&CommuneId, &AccountId),
    login: &str,
    lang: Language,
) -> anyhow::Result<()> {
    let holders = store.read(|rows| Account::by_login(rows, login))?;
    let mut others = holders
        .iter()
        .filter(|it| (&it.commune, &it.id) != (commune, id) && !it.disabled);
    match others.next() {
        Some(other) => bail!(say::account_login_taken(lang, login, &other.commune)),
        None => Ok(()),
    }
}

fn put(store: &Store, account: Account, ends: Ends) -> anyhow::Result<()> {
    let commune = account.commune.clone();
    let logged = Access::row_of_command(
        &account,
        Did::ChangedPassword,
        Clock::System.now(),
        &Chance::System,
    );
    let put = store.write_to(&commune, move |ledger| {
        let rows = ledger.transaction();
        account.put(rows)?;
        if ends == Ends::Sessions {
            OpenSession::remove_all_of(rows, &account.commune, &account.id)?;
            rows.put_document(log::kind(), &logged)?;
        }
        Ok(())
    });
    Ok(put.wait()?)
}

/// Reads a password from the standard input. On the command line, others could see it.
fn new_password(names: &[&str], lang: Language) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("{}", say::password_ask(lang, password::SHORTEST_CHARS));
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    let given = line.trim_end_matches(['\r', '\n']);
    match password::fault(given, names) {
        None => Ok(password::hash(given, &Chance::System)),
        Some(Fault::Short) => bail!(say::password_short(lang, password::SHORTEST_CHARS)),
        Some(Fault::Long) => bail!(say::password_long(lang)),
        Some(Fault::Common) => bail!(say::password_common(lang)),
        Some(Fault::Names) => bail!(say::password_names(lang)),
    }
}
