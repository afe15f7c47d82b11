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
        let help = format!(
            "choose another name, or remove its rows with `DELETE FROM item WHERE list = '{}'`",
            list.name
        );
        self.settle_name(&list.name, identity, &help).await?;
        for nested in &list.nested {
            let identity = format!("`{}` of `{}`", nested.field, list.name);
            let help = "choose another name for that list, and remove its rows";
            self.settle_name(nested.name, identity, help).await?;
        }
        Ok(())
    }

    /// Stores what a name in the database stands for.
    async fn settle_name(&self, name: &str, identity: String, help: &str) -> Result<(), SyncError> {
        let setting = format!("list:{name}");
        let known = self.store.set_if_absent(&setting, identity.clone()).await?;
        if known == identity {
            return Ok(());
        }
        if self.store.has_items(name.to_owned()).await? {
            return Err(invalid(format!(
                "the database has `{name}` as the list {known}, not {identity}; {help}"
            )));
        }
        // The walks of this list also read the lists inside its items.
        self.forget_walks(&self.list.name).await?;
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
