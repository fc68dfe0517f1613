//! `tungnha vietqr`: payloads of bank transfers on the command line.
use super::FOUND;
use ::vietqr::{Payment, Problem, decode, encode};
use anyhow::Context;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use words::Language;
use words::command as say;

/// Pixels of one module in the SVG, which can be scaled anyway.
const MODULE: u32 = 8;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print the payload of a code and, on request, draw it.
    Encode(Encode),
    /// Print what a payload says as JSON. The exit code is 1 if it is not valid.
    Decode {
        /// The payload as a scanner reads it.
        payload: String,
    },
}

#[derive(Debug, clap::Args)]
pub struct Encode {
    /// The bank's six digits.
    #[arg(long)]
    bin: String,
    /// Number of the account or card. Blanks and dots are ignored.
    #[arg(long)]
    account: String,
    /// The number is a card's.
    #[arg(long)]
    card: bool,
    /// Amount in whole đồng, digits only.
    #[arg(long)]
    amount: Option<String>,
    /// Purpose, at most 25 characters without tone marks.
    #[arg(long)]
    purpose: Option<String>,
    /// Number of the bill, at most 25 characters.
    #[arg(long)]
    bill: Option<String>,
    /// Also draw the code into this file.
    #[arg(long)]
    svg: Option<PathBuf>,
}

pub fn run(what: &Command, lang: Language) -> anyhow::Result<ExitCode> {
    match what {
        Command::Encode(it) => write(it, lang),
        Command::Decode { payload } => Ok(read(payload, lang)),
    }
}

fn write(what: &Encode, lang: Language) -> anyhow::Result<ExitCode> {
    let account = what.account.replace([' ', '.'], "");
    let purpose = what.purpose.as_deref().map(vietnamese::without_marks);
    let bill = what.bill.as_deref().map(vietnamese::without_marks);
    let mut payment = match what.card {
        true => Payment::to_card(&what.bin, &account),
        false => Payment::to_account(&what.bin, &account),
    };
    if let Some(amount) = &what.amount {
        // "50.000" would mean fifty đồng to some people and fifty thousand to others.
        let whole = !amount.is_empty() && amount.bytes().all(|it| it.is_ascii_digit());
        match amount.parse() {
            Ok(dong) if whole => payment = payment.amount(dong),
            _ => {
                eprintln!("✗ amount: {}", say::vietqr_amount(lang));
                return Ok(ExitCode::from(FOUND));
            }
        }
    }
    (payment.purpose, payment.bill) = (purpose.as_deref(), bill.as_deref());
    let payload = match encode(&payment) {
        Ok(payload) => payload,
        Err(problem) => return Ok(refuse(&problem, lang)),
    };
    if let Some(file) = &what.svg {
        store::owner_only::write(file, draw(&payload)?)
            .with_context(|| file.display().to_string())?;
    }
    println!("{payload}");
    Ok(ExitCode::SUCCESS)
}

/// Level M with a white border of four modules, as NAPAS prints codes.
fn draw(payload: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(payload, EcLevel::M)?;
    let mut renderer = code.render::<svg::Color<'_>>();
    renderer.quiet_zone(true).module_dimensions(MODULE, MODULE);
    Ok(renderer.build())
}

fn read(payload: &str, lang: Language) -> ExitCode {
    match decode(payload) {
        Ok(it) => {
            let told = json!({
                "initiation": it.initiation.as_str(),
                "bin": it.bin,
                "account": it.account,
                "service": it.service.as_str(),
                "amount": it.amount_dong.map(|dong| dong.to_string()),
                "bill": it.bill,
                "purpose": it.purpose,
                "name": it.name,
                "city": it.city,
            });
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(problem) => refuse(&problem, lang),
    }
}

fn refuse(problem: &Problem, lang: Language) -> ExitCode {
    let code = problem.code();
    let sentence = say::by_id(&format!("vietqr-{code}"), lang).unwrap_or(code);
    let place = problem
        .path()
        .map(|it| format!(" {it}"))
        .unwrap_or_default();
    eprintln!("✗ {code}{place}: {sentence} ({problem})");
    ExitCode::from(FOUND)
}
