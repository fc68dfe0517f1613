//! A business's payment code on paper, at `/van-phong/kinh-doanh/{household}/ma-qr.pdf`. It shows
//! the whole account number, so a reason is logged first, as for looking at the number.
use super::FoundBusiness;
use super::one::{self, bank_name, find, keep_reason, reason_needed};
use crate::office::codes::qr;
use crate::office::frame::date;
use crate::print::{self, For};
use crate::{AppState, CsrfForm, Officer, PageError};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::Name;
use domain::household::{PaymentAccount, PaymentStep, Trading};
use reports::{CodePaper, Field, PaymentCode, Print};
use serde::Deserialize;
use vietqr::Payment;
use words::{Language, business as say, phone as sheet};

#[derive(Debug, Deserialize)]
pub struct PaymentCodeForm {
    #[serde(default)]
    paper: String,
    #[serde(default)]
    reason: String,
}

pub async fn print(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(wanted): CsrfForm<PaymentCodeForm>,
) -> Result<Response, PageError> {
    let asked = id.clone();
    let found = state.page(&who, move |desk| find(desk, &asked)).await?;
    let account = found.trading.account.as_ref().ok_or(PageError::NotFound)?;
    let number = state.store.account_number(&who.commune, account);
    let number = number.as_ref().and_then(|it| it.digits());
    let number = number.ok_or(PageError::NotFound)?;
    if !keep_reason(&state, &who, &wanted.reason, &id, 1).await? {
        return one::again(&state, &who, id, Some(reason_needed(&who)), false).await;
    }
    let paper = match wanted.paper.as_str() {
        "tent" => CodePaper::Tent,
        _ => CodePaper::Card,
    };
    let code = code(&found, account, number, paper, who.language)?;
    print::pdf(Print::PaymentCode(code), "ma-qr", For::Office).await
}

fn code(
    found: &FoundBusiness,
    account: &PaymentAccount,
    number: &str,
    paper: CodePaper,
    lang: Language,
) -> Result<PaymentCode, PageError> {
    let bank = account.bank.as_str();
    let payment = match account.card {
        true => Payment::to_card(bank, number),
        false => Payment::to_account(bank, number),
    };
    let payload = vietqr::encode(&payment).map_err(PageError::internal)?;
    let holder = account.holder.reveal().map_or("", Name::as_str);
    let line = |label: &str, text: String| Field {
        label: label.to_owned(),
        text,
    };
    Ok(PaymentCode {
        lang: lang.code(),
        paper,
        title: sheet::sheet_scan(lang).to_owned(),
        qr_svg: qr(&payload).ok_or_else(|| PageError::internal("a payload too long to draw"))?,
        business: found.name(),
        lines: vec![
            line(say::bank(lang), bank_name(bank)),
            line(sheet::sheet_account(lang), in_fours(number)),
            line(sheet::sheet_holder(lang), holder.to_owned()),
        ],
        checked: checked(&found.trading, lang),
        advice: sheet::sheet_check_name(lang).to_owned(),
        fold: sheet::sheet_fold(lang).to_owned(),
    })
}

/// Since when a test payment is known to have reached this account.
fn checked(trading: &Trading, lang: Language) -> String {
    let test = trading.steps.get(&PaymentStep::ScanTest);
    match test.filter(|_| trading.scan_tested()) {
        Some(tick) => sheet::code_tested(lang, date(tick.on)),
        None => sheet::code_not_tested(lang).to_owned(),
    }
}

/// The number in groups, as it is read aloud: `2576 7885 9`.
fn in_fours(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    let groups = letters.chunks(4).map(|it| it.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}
