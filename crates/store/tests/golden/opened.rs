//! A copy of a golden database, opened by this version in the way a server opens it.
use super::folder::{self, POSTGRES, SQLITE};
use super::{NOW, commune};
use domain::{AccountId, DeviceId, Millis, Record};
use std::fs;
use std::path::Path;
use std::process::Command;
use store::*;
use sync::{Identity, Replica};

pub struct Opened {
    pub store: Store,
    _folder: tempfile::TempDir,
}

impl Opened {
    pub fn sqlite(database: &Path) -> Self {
        let copy = tempfile::tempdir().unwrap();
        let file = copy.path().join("tungnha.sqlite");
        fs::write(file, folder::unpacked(&database.join(SQLITE))).unwrap();
        Self::opened(&Database::Folder(copy.path().to_owned()), copy)
    }

    pub fn postgres(database: &Path) -> Self {
        let copy = tempfile::tempdir().unwrap();
        let file = copy.path().join("database.sql");
        fs::write(&file, folder::unpacked(&database.join(POSTGRES))).unwrap();
        let server = private_postgres::shared();
        let url = server.database().unwrap();
        let mut psql = Command::new(server.programs().join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]);
        psql.arg(format!("--dbname={url}")).arg("--file").arg(file);
        let told = psql.output().unwrap();
        assert!(
            told.status.success(),
            "{}",
            String::from_utf8_lossy(&told.stderr)
        );
        Self::opened(&Database::parse(&url, copy.path()), copy)
    }

    fn opened(database: &Database, folder: tempfile::TempDir) -> Self {
        let store = database.open().unwrap();
        store.use_account_key(AccountKey::new([7; 32]));
        store.recount_outdated().unwrap();
        Self {
            store,
            _folder: folder,
        }
    }
}

/// Enrols a new phone for someone who has an account already.
pub fn phone(store: &Store, of: &str) -> (Identity, Replica) {
    let identity = Identity {
        commune: commune(),
        account: AccountId::new(of).unwrap(),
        device: DeviceId::new("may-moi").unwrap(),
    };
    let device = serde_json::json!({"id": "may-moi", "commune": commune(), "account": of,
        "token_hash": "moi", "enrolled_at": NOW, "state": "active"});
    let device: Device = serde_json::from_value(device).unwrap();
    let put = move |ledger: &mut Ledger<'_>| device.put(ledger.transaction());
    store.write_to(&commune(), put).wait().unwrap();
    let (replica, _) = Replica::enrolled(identity.clone(), Millis(NOW.0));
    (identity, replica)
}

/// A record as phones get it, with its account number opened.
pub fn body(it: &Opened, row: &RecordRow) -> String {
    let mut record = row.read().unwrap();
    if let Record::Household(household) = &mut record
        && let Some(trading) = household.trading.as_mut()
        && let Some(account) = trading.account.as_mut()
        && let Some(number) = it.store.account_number(&commune(), account)
    {
        account.number = domain::Personal::new(number);
    }
    record.to_json()
}
