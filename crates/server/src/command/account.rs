//! Accounts and enrolment codes from the command line.
use super::place::Place;
use crate::{Chance, Clock, account, password};
use anyhow::{Context, bail};
use domain::{AccountId, CommuneId, RefusalCode, Role, is_hidden};
use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;
use store::{Account, SecondFactor, Store};
use sync::Epoch;
use words::Language;
use words::command as say;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add an account; the first one makes the commune.
    Add(Add),
    /// Disable an account: it is out at its next click and enrols no phone.
    Disable(Named),
    /// Forget the second factor of someone who lost phone and recovery codes.
    ResetSecondFactor(Named),
    /// Set a new password, read from the standard input.
    Password(Named),
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
    /// Make the commune beside others that are there; the first one is made without it.
    #[arg(long)]
    new_commune: bool,
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
        Command::Disable(it) => change(it, lang, |account| {
            account.disabled = true;
            Ok(say::account_disabled(lang, &account.id))
        }),
        Command::ResetSecondFactor(it) => reset_second_factor(it, lang),
        Command::Password(it) => change(it, lang, |account| {
            account.password_hash = Some(new_password(lang)?);
            Ok(say::password_set(lang, &account.id))
        }),
    }
}

fn add(it: &Add, lang: Language) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(!it.name.trim().is_empty(), say::name_empty(lang));
    let store = it.named.place.open()?;
    let commune = commune_or_new(&it.named.place, &store, it.new_commune, lang)?;
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
    let at_a_desk = !matches!(role, Role::Member | Role::Leader);
    let password_hash = if at_a_desk {
        Some(new_password(lang)?)
    } else {
        None
    };
    put(
        &store,
        Account {
            login: if at_a_desk {
                id.to_string()
            } else {
                String::new()
            },
            id: id.clone(),
            commune,
            name: it.name.trim().to_owned(),
            role,
            password_hash,
            disabled: false,
            created: Some(Clock::System.now()),
        },
    )?;
    println!("{}", say::account_added(lang, &id));
    Ok(ExitCode::SUCCESS)
}

/// The first commune is made where it is named, a further one only on purpose.
pub fn commune_or_new(
    place: &Place,
    store: &Store,
    on_purpose: bool,
    lang: Language,
) -> anyhow::Result<CommuneId> {
    if let Some(named) = &place.commune {
        let all = store.read(|rows| rows.communes())?;
        if all.is_empty() || on_purpose {
            let epoch = Epoch(Chance::System.number());
            store.create_commune(named.0.clone(), epoch).wait()?;
            store.make_proof_keys(|| Chance::System.bytes())?;
        }
    }
    place.commune(store, lang)
}

fn change(
    named: &Named,
    lang: Language,
    make: impl FnOnce(&mut Account) -> anyhow::Result<String>,
) -> anyhow::Result<ExitCode> {
    let store = named.place.open()?;
    let mut account = find(named, &store, lang)?;
    let told = make(&mut account)?;
    put(&store, account)?;
    println!("{told}");
    Ok(ExitCode::SUCCESS)
}

fn reset_second_factor(named: &Named, lang: Language) -> anyhow::Result<ExitCode> {
    let store = named.place.open()?;
    let account = find(named, &store, lang)?;
    let (commune, id) = (account.commune.clone(), account.id.clone());
    let removed = store.write_to(&account.commune, move |ledger| {
        SecondFactor::remove(ledger.transaction(), &commune, &id)
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
    let made = store.write(move |ledger| {
        account::make_code(ledger.transaction(), &account, now, &Chance::System)
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

fn put(store: &Store, account: Account) -> anyhow::Result<()> {
    let commune = account.commune.clone();
    let put = store.write_to(&commune, move |ledger| account.put(ledger.transaction()));
    Ok(put.wait()?)
}

/// Reads a password from the standard input, never from the command line, where others see it.
fn new_password(lang: Language) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("{}", say::password_ask(lang, password::SHORTEST_CHARS));
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    let given = line.trim_end_matches(['\r', '\n']);
    if !password::long_enough(given) {
        bail!(say::password_short(lang, password::SHORTEST_CHARS));
    }
    Ok(password::hash(given, &Chance::System))
}
