//! Finds documents by their key, in one commune or in any.
use super::PostgresTransaction;
use super::document::DOCUMENT;
use crate::columns::commune_id;
use crate::postgres::read::document_row;
use crate::rows::{DocumentRow, KEYED_KINDS, Rows, Transaction};
use domain::CommuneId;

impl PostgresTransaction<'_> {
    pub(super) fn find_of_key(
        &mut self,
        commune: &CommuneId,
        kind: &str,
        key: &str,
    ) -> Rows<Vec<DocumentRow>> {
        if !may_be(key) {
            return Ok(Vec::new());
        }
        self.settle_documents(commune, kind)?;
        // `key <> ''` always holds here. It is stated so that PostgreSQL uses the index of
        // documents with a key.
        let sql = format!("{DOCUMENT} AND kind = $2 AND key = $3 AND key <> '' ORDER BY id");
        let rows = self.all(&sql, &[&commune.as_str(), &kind, &key])?;
        rows.iter().map(document_row).collect()
    }

    pub(super) fn find_by_key(&mut self, kind: &str, key: &str) -> Rows<Vec<DocumentRow>> {
        debug_assert!(KEYED_KINDS.contains(&kind), "{kind} is not found by key");
        if !may_be(key) {
            return Ok(Vec::new());
        }
        let communes: Vec<CommuneId> = self.pending.keys().cloned().collect();
        for commune in communes {
            self.settle_documents(&commune, kind)?;
        }
        let sql = "SELECT commune, id FROM document_key WHERE kind = $1 AND key = $2
            ORDER BY commune, id";
        let mut found = Vec::new();
        for row in self.all(sql, &[&kind, &key])? {
            let (commune, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            found.extend(self.document(&commune_id(&commune)?, kind, &id)?);
        }
        Ok(found)
    }
}

/// A key with a zero byte can exist nowhere, and PostgreSQL accepts none. An empty key finds
/// nothing.
fn may_be(key: &str) -> bool {
    !key.is_empty() && !key.contains('\0')
}
