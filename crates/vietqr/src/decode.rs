//! Reads a payload strictly: nothing is guessed, nothing is cut off, every length is checked.
use crate::object::Objects;
use crate::{
    ACCOUNT_LIMIT, ADDITIONAL_LIMIT, Initiation, Path, Payment, Problem, Service, checksum,
};

/// Longest payload in bytes that EMVCo allows.
const PAYLOAD_LIMIT: usize = 512;
/// The application identifier of NAPAS.
pub(crate) const NETWORK: &str = "A000000727";
/// Most digits of an amount (field 54).
const AMOUNT_DIGITS: usize = 13;
const FIRST: u8 = 0;
const CHECKSUM: u8 = 63;
const CHECKSUM_DIGITS: usize = 4;

/// Reads a payload strictly; every text in the answer is a slice of it.
///
/// # Errors
/// The first problem found, with its place. The structure is checked first, then the checksum, then
/// the fields from the outside inwards.
pub fn decode(payload: &str) -> Result<Payment<'_>, Problem> {
    if payload.len() > PAYLOAD_LIMIT {
        let length = payload.len();
        return Err(Problem::TooLong { length });
    }
    let strange = payload.bytes().position(|it| !(b' '..=b'~').contains(&it));
    if let Some(at) = strange {
        return Err(Problem::NotAscii { at });
    }
    let root = Objects::read(payload, Path::default())?;
    check_frame(payload, root)?;
    let (bin, account, service) = beneficiary(root)?;
    expect(root, 53, |it| it == "704")?;
    expect(root, 58, |it| it == "VN")?;
    if let Some(category) = root.get(52)
        && !(category.len() == 4 && digits(category))
    {
        return Err(wrong(&[52]));
    }
    root.at_most(61, 10)?;
    let (bill, purpose) = additional(root)?;
    Ok(Payment {
        initiation: match expect(root, 1, |it| it == "11" || it == "12")? {
            "12" => Initiation::Dynamic,
            _ => Initiation::Static,
        },
        bin,
        account,
        service,
        amount_dong: amount(root)?,
        bill,
        purpose,
        name: root.at_most(59, 25)?,
        city: root.at_most(60, 15)?,
    })
}

/// Field 00 must be first; field 63 must be last and right. The order between is free (section
/// 5.1).
fn check_frame(payload: &str, root: Objects<'_>) -> Result<(), Problem> {
    let misplaced = |id: u8| Problem::Misplaced {
        path: Path::of(&[id]),
    };
    let version = root.need(FIRST)?;
    let told = root.need(CHECKSUM)?;
    if root.iter().next().map(|it| it.id) != Some(FIRST) {
        return Err(misplaced(FIRST));
    }
    if root.iter().last().map(|it| it.id) != Some(CHECKSUM) {
        return Err(misplaced(CHECKSUM));
    }
    let upper = |it: u8| it.is_ascii_digit() || (b'A'..=b'F').contains(&it);
    if told.len() != CHECKSUM_DIGITS || !told.bytes().all(upper) {
        return Err(wrong(&[CHECKSUM]));
    }
    let computed = checksum(&payload.as_bytes()[..payload.len() - CHECKSUM_DIGITS]);
    if u16::from_str_radix(told, 16) != Ok(computed) {
        return Err(Problem::WrongChecksum { computed });
    }
    if version == "01" {
        Ok(())
    } else {
        Err(wrong(&[FIRST]))
    }
}

/// Field 38: the network, the bank, the number, and whether it is an account or a card.
fn beneficiary<'a>(root: Objects<'a>) -> Result<(&'a str, &'a str, Service), Problem> {
    // Fields 26 to 51 may hold other networks' templates instead of that of NAPAS.
    let others = root.iter().any(|it| (26..=51).contains(&it.id));
    let Some(template) = root.open(38)? else {
        return Err(match others {
            true => Problem::OtherNetwork,
            false => Problem::Missing {
                path: Path::of(&[38]),
            },
        });
    };
    if template.need(0)? != NETWORK {
        return Err(Problem::OtherNetwork);
    }
    only(template, &[38], &[0, 1, 2])?;
    template.need(1)?;
    let Some(holder) = template.open(1)? else {
        return Err(wrong(&[38, 1]));
    };
    only(holder, &[38, 1], &[0, 1])?;
    let (bin, account) = (holder.need(0)?, holder.need(1)?);
    if !is_bin(bin) {
        return Err(wrong(&[38, 1, 0]));
    }
    holder.at_most(1, ACCOUNT_LIMIT)?;
    if !is_account(account) {
        return Err(wrong(&[38, 1, 1]));
    }
    match template.need(2)? {
        "QRIBFTTA" => Ok((bin, account, Service::Account)),
        "QRIBFTTC" => Ok((bin, account, Service::Card)),
        _ => Err(wrong(&[38, 2])),
    }
}

/// Whole đồng: digits only, no leading zero (section 5.2.6). `50.000` would mean fifty đồng.
fn amount(root: Objects<'_>) -> Result<Option<u64>, Problem> {
    let Some(text) = root.at_most(54, AMOUNT_DIGITS)? else {
        return Ok(None);
    };
    if !digits(text) || text.starts_with('0') {
        return Err(wrong(&[54]));
    }
    text.parse().map(Some).map_err(|_| wrong(&[54]))
}

/// Field 62: bill number and purpose. The lengths of its other parts are checked too.
fn additional<'a>(root: Objects<'a>) -> Result<(Option<&'a str>, Option<&'a str>), Problem> {
    let Some(parts) = root.open(62)? else {
        return Ok((None, None));
    };
    for id in 1..=8 {
        parts.at_most(id, ADDITIONAL_LIMIT)?;
    }
    parts.at_most(9, 3)?;
    Ok((parts.get(1), parts.get(8)))
}

pub(crate) fn is_bin(text: &str) -> bool {
    text.len() == 6 && digits(text)
}

pub(crate) fn is_account(text: &str) -> bool {
    (1..=ACCOUNT_LIMIT).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

fn expect<'a>(
    objects: Objects<'a>,
    id: u8,
    fits: impl Fn(&str) -> bool,
) -> Result<&'a str, Problem> {
    let value = objects.need(id)?;
    if fits(value) {
        Ok(value)
    } else {
        Err(wrong(&[id]))
    }
}

/// Refuses unknown objects among those of the beneficiary, because they are a sign of a wrong
/// length.
fn only(objects: Objects<'_>, ids: &[u8], known: &[u8]) -> Result<(), Problem> {
    match objects.iter().find(|it| !known.contains(&it.id)) {
        Some(other) => Err(Problem::Unknown {
            path: Path::of(ids).within(other.id),
        }),
        None => Ok(()),
    }
}

fn wrong(ids: &[u8]) -> Problem {
    Problem::WrongValue {
        path: Path::of(ids),
    }
}
