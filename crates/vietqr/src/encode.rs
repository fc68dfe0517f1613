//! Writes a payload: fields in ascending order, nothing cut to fit.
use crate::decode::{NETWORK, is_account, is_bin};
use crate::{ACCOUNT_LIMIT, ADDITIONAL_LIMIT, Initiation, Path, Payment, Problem, checksum};
use std::fmt::Write;

/// Most that a transfer may be, in đồng: NAPAS247 takes less than 500 million at once (section
/// 8.1.1).
pub const AMOUNT_LIMIT_DONG: u64 = 499_999_999;
/// Bytes that are enough for every field at its longest.
const CAPACITY: usize = 260;

/// Writes a payment. A code with an amount is for one transfer; one without is for any number.
///
/// # Errors
/// A field whose value the format does not allow, by its path.
pub fn encode(payment: &Payment<'_>) -> Result<String, Problem> {
    check(payment)?;
    let initiation = match payment.amount_dong {
        Some(_) => Initiation::Dynamic,
        None => Initiation::Static,
    };
    let mut payload = String::with_capacity(CAPACITY);
    put(&mut payload, 0, "01");
    put(&mut payload, 1, initiation.as_str());
    let (bin, account) = (payment.bin, payment.account);
    // The length of a template is written before its parts.
    let holder = 2 * HEADER + bin.len() + account.len();
    let service = payment.service.as_str();
    begin(
        &mut payload,
        38,
        3 * HEADER + NETWORK.len() + holder + service.len(),
    );
    put(&mut payload, 0, NETWORK);
    begin(&mut payload, 1, holder);
    put(&mut payload, 0, bin);
    put(&mut payload, 1, account);
    put(&mut payload, 2, service);
    put(&mut payload, 53, "704");
    if let Some(dong) = payment.amount_dong {
        begin(&mut payload, 54, dong.ilog10() as usize + 1);
        // Writing to a string cannot fail.
        let _infallible = write!(payload, "{dong}");
    }
    put(&mut payload, 58, "VN");
    for (id, text) in [(59, payment.name), (60, payment.city)] {
        if let Some(text) = text {
            put(&mut payload, id, text);
        }
    }
    let parts = [(1, payment.bill), (8, payment.purpose)];
    let length: usize = parts
        .iter()
        .flat_map(|(_, text)| text)
        .map(|it| HEADER + it.len())
        .sum();
    if length > 0 {
        begin(&mut payload, 62, length);
        for (id, text) in parts {
            if let Some(text) = text {
                put(&mut payload, id, text);
            }
        }
    }
    begin(&mut payload, 63, 4);
    let sum = checksum(payload.as_bytes());
    let _infallible = write!(payload, "{sum:04X}");
    Ok(payload)
}

const HEADER: usize = 4;

fn begin(payload: &mut String, id: u8, length: usize) {
    let _infallible = write!(payload, "{id:02}{length:02}");
}

fn put(payload: &mut String, id: u8, value: &str) {
    begin(payload, id, value.len());
    payload.push_str(value);
}

fn check(payment: &Payment<'_>) -> Result<(), Problem> {
    let wrong = |ids: &[u8]| Problem::WrongValue {
        path: Path::of(ids),
    };
    if !is_bin(payment.bin) {
        return Err(wrong(&[38, 1, 0]));
    }
    if payment.account.len() > ACCOUNT_LIMIT {
        return Err(Problem::ValueTooLong {
            path: Path::of(&[38, 1, 1]),
            limit: ACCOUNT_LIMIT,
        });
    }
    if !is_account(payment.account) {
        return Err(wrong(&[38, 1, 1]));
    }
    if payment
        .amount_dong
        .is_some_and(|it| it == 0 || it > AMOUNT_LIMIT_DONG)
    {
        return Err(wrong(&[54]));
    }
    text(payment.name, &[59], 25)?;
    text(payment.city, &[60], 15)?;
    text(payment.bill, &[62, 1], ADDITIONAL_LIMIT)?;
    text(payment.purpose, &[62, 8], ADDITIONAL_LIMIT)
}

/// Checks that a text is printable ASCII, not empty and not too long; its marks must have been
/// removed before.
fn text(value: Option<&str>, ids: &[u8], limit: usize) -> Result<(), Problem> {
    let path = Path::of(ids);
    match value {
        None => Ok(()),
        Some(it) if it.is_empty() || !it.bytes().all(|it| (b' '..=b'~').contains(&it)) => {
            Err(Problem::WrongValue { path })
        }
        Some(it) if it.len() > limit => Err(Problem::ValueTooLong { path, limit }),
        Some(_) => Ok(()),
    }
}
