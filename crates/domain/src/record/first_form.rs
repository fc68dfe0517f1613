//! Records as apps read them that were made before records were written shortly.
use super::Record;
use crate::household::{Household, Mark};
use serde_json::Value;

impl Record {
    /// The body in the first form, where it has another now.
    pub fn to_first_form(&self) -> Option<String> {
        let Record::Household(household) = self else {
            return None;
        };
        let mut value = serde_json::to_value(household).ok()?;
        residents(household, &mut value);
        spell_out(&mut value);
        Some(value.to_string())
    }
}

fn residents(household: &Household, value: &mut Value) {
    if let Ok(residents) = serde_json::to_value(&household.residents) {
        value["residents"] = residents;
    }
}

/// Puts each mark's fields in the place of its word, where those apps look for one. They pass over
/// fields that came later, so what a later field holds stays as it is.
fn spell_out(value: &mut Value) {
    let marks = |value: &mut Value| {
        for mark in value
            .as_object_mut()
            .into_iter()
            .flat_map(|it| it.values_mut())
        {
            spell_out_mark(mark);
        }
    };
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match name.as_str() {
                    "mark" | "account_mark" => spell_out_mark(field),
                    "marks" | "removed" => marks(field),
                    _ => spell_out(field),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(spell_out),
        _ => {}
    }
}

fn spell_out_mark(value: &mut Value) {
    if let Some(mark) = value.as_str().and_then(Mark::of_word) {
        *value = mark.first_form();
    }
}
