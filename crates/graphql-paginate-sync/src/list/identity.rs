//! What must stay the same of a list while the database has its items: the connection, and the field that identifies an
//! item. With another key, each item would be stored a second time.

use super::definition::invalid;
use super::run::ListRun;
use crate::error::SyncError;

impl ListRun<'_> {
    /// Stores connection and key of the list with its first run, and again once its items are gone.
    ///
    /// # Errors
    ///
    /// [`SyncError::Definition`] if the database has items of another connection or with another key.
    pub(super) async fn settle_identity(&self) -> Result<(), SyncError> {
        let list = self.list;
        let identity = format!("`{}` with the key `{}`", list.path, list.key.join("."));
        self.settle_name(&list.name, identity).await?;
        for nested in &list.nested {
            let identity = format!("`{}` of `{}`", nested.field, list.name);
            self.settle_name(nested.name, identity).await?;
        }
        Ok(())
    }

    /// Stores what a name in the database stands for.
    async fn settle_name(&self, list: &str, identity: String) -> Result<(), SyncError> {
        let setting = format!("list:{list}");
        let known = self.store.settle(&setting, identity.clone()).await?;
        if known == identity {
            return Ok(());
        }
        if self.store.has_items(list.to_owned()).await? {
            return Err(invalid(format!(
                "the database has `{list}` as the list {known}, not {identity}; choose another name, or remove its rows with \
                 `DELETE FROM item WHERE list = '{list}'`"
            )));
        }
        self.forget_walks(list).await?;
        self.store.set(&setting, identity).await
    }

    /// Drops the checkpoints of all partitions, since a walk from them would not read the items that are gone.
    async fn forget_walks(&self, list: &str) -> Result<(), SyncError> {
        let walks = format!("list:{list}:");
        for state in self.store.states().await? {
            if state.key.starts_with(&walks) {
                self.store.drop_state(state.key).await?;
            }
        }
        Ok(())
    }
}
