//! Signing up for a class with a phone number: answered alike whoever asks how often, so that
//! nobody learns from the answer who else comes.
use super::Around;
use crate::limit::Address;
use crate::public_act;
use crate::{AppState, LanguageOf, PageError};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::class::Contact;
use domain::{
    ClassJoined, Name, Operation, Personal, Phone, Record, RecordKey, RefusalCode, TextProblem,
};
use serde::Deserialize;
use words::classes as say;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    pub name: String,
    pub phone: String,
    /// People do not see this field; programs fill it.
    website: String,
}

pub async fn sign_up(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    Address(address): Address,
    Path((commune, class)): Path<(String, String)>,
    form: Result<Form<SignUpForm>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(form) = form.map_err(|_| PageError::FormNotUnderstood)?;
    let around = Around::read(&state, &commune, lang)?;
    let class = around.class(&state, &class)?;
    state.limits.public_by_address.count(&address.to_string())?;
    let done = || Redirect::to(&format!("/lop/{commune}/{}?xong=ghi-ten", class.id));
    if !form.website.is_empty() {
        return Ok(done().into_response());
    }
    let refuse = |form, sentence: &str| {
        let page = around.page(&state, &class, form, Some(sentence.to_owned()), false);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let name = match form.name.trim() {
        "" => None,
        name => match Name::new(name) {
            Ok(name) => Some(name),
            Err(TextProblem::NotPlain) => {
                return Ok(refuse(form, RefusalCode::TextNotPlain.sentence(lang)));
            }
            Err(_) => return Ok(refuse(form, say::name_too_long(lang))),
        },
    };
    let Ok(phone) = Phone::new(&form.phone) else {
        return Ok(refuse(form, say::phone_wrong(lang)));
    };
    state.limits.public_by_phone.count(phone.as_str())?;
    let operation = Operation::ClassJoined(ClassJoined {
        class: class.id.clone(),
        people: 1,
        household: None,
        contact: Some(Personal::new(Contact {
            name,
            phone: phone.clone(),
        })),
    });
    let key = RecordKey::Class(class.id.clone());
    let joined = public_act::record(
        &state,
        &around.commune,
        operation,
        move |ledger, commune| {
            Ok(match ledger.record(commune, &key)?.as_deref() {
                Some(Record::Class(class)) => class.signed.iter().any(|it| {
                    let contact = it.contact.as_ref().and_then(Personal::reveal);
                    contact.is_some_and(|it| it.phone == phone)
                }),
                _ => false,
            })
        },
    );
    match joined.await? {
        Ok(()) => Ok(done().into_response()),
        Err(code) => Ok(refuse(form, code.sentence(lang))),
    }
}
