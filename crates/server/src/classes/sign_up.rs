//! Signing up for a class with a phone number. The answer is always the same, so that nobody learns
//! from it who else comes.
use super::Around;
use crate::form::PublicForm;
use crate::limit::Address;
use crate::public_act;
use crate::{AppState, LanguageOf, PageError};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::class::{Contact, SignUp};
use domain::{
    ClassJoined, Name, Operation, Personal, Phone, Record, RecordKey, RefusalCode, TextProblem,
};
use serde::Deserialize;
use words::classes as say;

/// Which message the page shows after the form was sent.
const SEATED: &str = "ghi-ten";
pub const WAITS: &str = "cho-goi";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    pub name: String,
    pub phone: String,
    /// A hidden field. People do not see it, programs fill it in.
    website: String,
}

pub async fn sign_up(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    address: Address,
    Path((commune, class)): Path<(String, String)>,
    PublicForm(form): PublicForm<SignUpForm>,
) -> Result<Response, PageError> {
    let (around, class) = Around::with_class(&state, commune.clone(), class, lang).await?;
    state.limits.public_by_address.count_from(address)?;
    let done = |what: &str| Redirect::to(&format!("/lop/{commune}/{}?xong={what}", class.id));
    if !form.website.is_empty() {
        return Ok(done(SEATED).into_response());
    }
    let refuse = |form, sentence: &str| {
        let page = around.page(&state, &class, form, Some(sentence.to_owned()), None);
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
    // Signing up again takes no further seat.
    let again = class.signed.iter().any(|it| is_of(it, &phone));
    let of_class = (&around.commune, &class.id);
    let limits = &state.limits;
    if !again {
        limits.class_by_address.count_of(of_class, address)?;
    }
    let seated = || limits.class_seats_by_address.count_of(of_class, address);
    let unconfirmed = !again && seated().is_err();
    let operation = Operation::ClassJoined(ClassJoined {
        class: class.id.clone(),
        people: 1,
        household: None,
        contact: Some(Personal::new(Contact {
            name,
            phone: phone.clone(),
        })),
        unconfirmed,
        confirms: None,
    });
    let key = RecordKey::Class(class.id.clone());
    let joined = public_act::record(
        &state,
        &around.commune,
        operation,
        move |ledger, commune| {
            Ok(match ledger.record(commune, &key)?.as_deref() {
                Some(Record::Class(class)) => class.signed.iter().any(|it| is_of(it, &phone)),
                _ => false,
            })
        },
    );
    match joined.await? {
        Ok(()) if unconfirmed => Ok(done(WAITS).into_response()),
        Ok(()) => Ok(done(SEATED).into_response()),
        Err(code) => Ok(refuse(form, code.sentence(lang))),
    }
}

fn is_of(sign_up: &SignUp, phone: &Phone) -> bool {
    let contact = sign_up.contact.as_ref().and_then(Personal::reveal);
    contact.is_some_and(|it| it.phone == *phone)
}
