//! Notices on the office's board: what is wrong, since when, and what to do.
use super::Sign;
use crate::AppState;
use crate::office::frame::time;
use words::{Language, health as say};

#[derive(Debug)]
pub struct Notice {
    pub code: &'static str,
    pub text: String,
}

/// All notices, the worst first.
pub fn notices(state: &AppState, lang: Language) -> Vec<Notice> {
    let signs = state.health.signs();
    // Every office page already lists the unreadable records of its own commune.
    let others = signs.iter().filter(|it| *it.0 != Sign::RecordsUnreadable);
    let told = others.map(|(sign, standing)| {
        let code = sign.code();
        let what = say::by_id(code, lang).unwrap_or(code);
        Notice {
            code,
            text: say::notice(lang, what, time(standing.since), code),
        }
    });
    let address = address_none(state, lang);
    told.chain(address).collect()
}

/// A notice if no public address is configured: links and printed codes then follow what each
/// browser says.
fn address_none(state: &AppState, lang: Language) -> Option<Notice> {
    let is_demonstration = state.health.seat().is_some_and(|it| it.demonstration);
    if is_demonstration || state.config.public_address.is_some() {
        return None;
    }
    let (code, what) = ("address-none", say::address_none(lang));
    Some(Notice {
        code,
        text: say::notice_now(lang, what, code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_its_words() {
        let all = [
            Sign::WriterStuck,
            Sign::ReadersStuck,
            Sign::DiskFull,
            Sign::DataReadOnly,
            Sign::DatabaseAway,
            Sign::DataDamaged,
            Sign::ClockWrong,
            Sign::ClockSuspected,
            Sign::DiskLow,
            Sign::BackupFailed,
            Sign::BackupDiffers,
            Sign::BackupLate,
            Sign::BackupNone,
            Sign::RecordsUnreadable,
            Sign::JournalDamaged,
            Sign::JournalMissing,
            Sign::CertificateOver,
            Sign::CertificateEnds,
        ];
        for sign in all {
            for lang in [Language::Vietnamese, Language::English] {
                assert!(say::by_id(sign.code(), lang).is_some(), "{sign:?}");
            }
        }
    }
}
