//! `tungnha demo`: makes the demonstration commune once, serves it, and says how to sign in.
use super::serve::serve;
use super::settings::Settings;
use crate::demo::{self, SignIns};
use crate::{Chance, Clock, account};
use domain::{AccountId, Role};
use std::path::Path;
use std::process::ExitCode;
use store::{Account, Store};
use words::Language;

pub fn run(settings: &Settings, lang: Language) -> anyhow::Result<ExitCode> {
    let alone = settings.place.alone(lang)?;
    settings.place.make_key(&Chance::System)?;
    let store = settings.place.open()?;
    alone.guard(&store)?;
    let (now, chance) = (Clock::System.now(), Chance::System);
    let sign_ins = match demo::known(&settings.place.data)? {
        Some(known) => known,
        None => {
            println!("{}", words::command::demo_making(lang));
            // Nobody would miss these data, and weeks of visits would make the journal large.
            store.keep_journal(false);
            let made = demo::make(&settings.place.data, &store, now, &chance, |step| {
                println!("{}", words::command::demo_step(lang, step));
            });
            store.keep_journal(true);
            made?
        }
    };
    let codes = [&sign_ins.leader, &sign_ins.member].map(|id| new_code(&store, &sign_ins, id));
    let [leader, member] = codes;
    let (leader, member) = (leader?, member?);
    serve((settings, true), store, lang, |address| {
        for line in lines(&sign_ins, address, [&leader, &member], lang) {
            println!("{line}");
        }
        Ok(())
    })
}

/// Writes the list that the demonstration is imported from.
pub fn sample(file: &Path, lang: Language) -> anyhow::Result<ExitCode> {
    demo::write_list(file)?;
    println!("{}", words::command::sample_written(lang, file.display()));
    Ok(ExitCode::SUCCESS)
}

fn new_code(store: &Store, sign_ins: &SignIns, id: &AccountId) -> anyhow::Result<String> {
    let (commune, id, now) = (sign_ins.commune.clone(), id.clone(), Clock::System.now());
    let made = store.write(move |ledger| {
        let rows = ledger.transaction();
        match Account::get(rows, &commune, &id)? {
            Some(account) => account::make_code(rows, &account, now, &Chance::System).map(Some),
            None => Ok(None),
        }
    });
    made.wait()?
        .ok_or_else(|| anyhow::anyhow!("demo.json names an account that is not there"))
}

fn lines(sign_ins: &SignIns, address: &str, codes: [&String; 2], lang: Language) -> Vec<String> {
    use words::command as say;
    let mut lines = Vec::new();
    for it in &sign_ins.office {
        let role = match it.role {
            Role::Editor => say::role_editor(lang),
            Role::Province => say::role_province(lang),
            _ => say::role_officer(lang),
        };
        let page = format!("{address}/vao");
        lines.push(say::demo_office(lang, role, page, &it.login, &it.password));
    }
    for (role, code) in [say::role_leader(lang), say::role_member(lang)]
        .into_iter()
        .zip(codes)
    {
        let link = format!("{address}{}", account::enrolment_path(code));
        lines.push(say::demo_phone(lang, role, link, code));
    }
    lines.push(say::demo_codes(lang).to_owned());
    lines
}
