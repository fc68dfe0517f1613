//! The mark beside the data that says a database has been here, so that a lost database is never
//! silently replaced by an empty one.
use crate::postgres::Address;
use crate::rows::Rows;
use crate::{StoreError, durable};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

const NAME: &str = "has-data";
const SAYS: &str = "\
Ở đây đã có dữ liệu của Từng Nhà. Đừng xóa tệp này: nếu dữ liệu mất, chương trình sẽ không tự tạo dữ liệu trống mà nhắc khôi phục từ bản sao lưu.
There are data of Từng Nhà here. Keep this file: should the data be lost, the program begins no empty ones but asks to come back from a backup.
";

#[derive(Debug)]
pub(crate) struct Marker {
    file: PathBuf,
    is_there: AtomicBool,
}

impl Marker {
    pub fn of_folder(folder: &Path) -> Self {
        Self::at(folder.join(NAME))
    }

    /// A mark named after the database's address, because another database may use the same folder.
    pub fn of_address(folder: &Path, address: &Address) -> Self {
        let hash = Sha256::digest(address.identity());
        let short: String = hash.iter().take(8).map(|it| format!("{it:02x}")).collect();
        Self::at(folder.join(format!("{NAME}-{short}")))
    }

    fn at(file: PathBuf) -> Self {
        let is_there = AtomicBool::new(file.exists());
        Self { file, is_there }
    }

    pub fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }

    /// # Errors
    /// [`StoreError::Gone`] if the mark is there but the database has no commune.
    pub fn must_fit(&self, has_data: bool) -> Rows<()> {
        match self.is_there() && !has_data {
            true => Err(StoreError::Gone(self.file.clone())),
            false => Ok(()),
        }
    }

    /// Sets the mark. If it cannot be written, the next commit tries again.
    pub fn set(&self) {
        if self.is_there() {
            return;
        }
        match durable::write_whole(&self.file, SAYS.as_bytes()) {
            Ok(()) => self.is_there.store(true, Ordering::Relaxed),
            Err(error) => tracing::warn!(%error, "the mark beside the data was not written"),
        }
    }
}
