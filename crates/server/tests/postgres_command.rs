//! The commands on PostgreSQL, as the operator of a province's server types them.
use std::path::Path;
use std::process::{Command, Output};

/// The shell of one machine: a folder and, if set, a database.
struct Shell<'a> {
    folder: &'a Path,
    database: Option<String>,
}

impl Shell<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tungnha"));
        command
            .args(arguments)
            .current_dir(self.folder)
            .env("TUNGNHA_LANG", "en")
            .env("TUNGNHA_DATA", self.folder.join("beside"))
            .env_remove("TUNGNHA_DATABASE");
        if let Some(url) = &self.database {
            command.env("TUNGNHA_DATABASE", url);
        }
        command.output().unwrap()
    }

    fn must(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    fn refuses(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.status.code(), Some(3), "{arguments:?}: {done:?}");
        String::from_utf8(done.stderr).unwrap()
    }
}

#[test]
fn a_list_is_imported_backed_up_moved_and_restored() {
    let folder = tempfile::tempdir().unwrap();
    let server = private_postgres::shared();
    let shell = |database| Shell {
        folder: folder.path(),
        database,
    };
    let first = server.database().unwrap();
    let here = shell(Some(first.clone()));
    here.must(&["sample", "list.xlsx"]);
    here.must(&["import", "households", "list.xlsx", "--commune", "nghi-son"]);
    here.must(&["verify"]);
    here.must(&["rebuild"]);
    assert!(here.must(&["backup", "copy"]).contains("copy"));
    here.refuses(&["backup", "copy"]);

    let told = shell(None).must(&["move", "--from", &first, "--to", "lite"]);
    assert!(told.contains("1 communes, 1481 entries"), "{told}");
    let back = server.database().unwrap();
    shell(None).must(&["move", "--from", "lite", "--to", &back]);
    let told = shell(None).refuses(&["move", "--from", "lite", "--to", &back]);
    assert!(told.contains("not empty"), "{told}");

    let restored = shell(Some(server.database().unwrap()));
    assert!(restored.must(&["restore", "copy"]).contains("Restored 1"));
    let told = restored.refuses(&["restore", "copy"]);
    assert!(told.contains("not empty"), "{told}");
}

#[test]
fn an_unreachable_database_is_reported_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell {
        folder: folder.path(),
        database: Some("postgres://can-bo:bi-mat@127.0.0.1:1/xa".to_owned()),
    };
    let told = shell.refuses(&["verify"]);
    assert!(told.contains("cannot be reached") && !told.contains("bi-mat"));
}
