//! What a user can do about an error of the library, in the words of the command that reports it.

/// The hints of a command; `None` where it has no way.
#[derive(Debug)]
pub(crate) struct CommandHints {
    /// The setting for the longest wait.
    pub(super) max_wait: Option<&'static str>,
    /// How a run that stopped is continued.
    pub(super) resume: Option<&'static str>,
    /// How a run starts over.
    pub(super) restart: Option<&'static str>,
    /// How pages get a size that the server requires.
    pub(super) page_size: Option<&'static str>,
    /// How responses get smaller.
    pub(super) fewer_items: Option<&'static str>,
}

impl CommandHints {
    pub(crate) const EXPORT: Self = Self {
        max_wait: Some("`--max-wait`"),
        resume: Some("run the same command again to continue"),
        restart: Some("start over with `--restart`"),
        page_size: Some("add `--page-size 100`"),
        fewer_items: Some("request fewer items with `--page-size`, or fewer fields of each"),
    };

    /// Those of `plan`, which requests one item.
    pub(crate) const PLAN: Self = Self {
        max_wait: None,
        resume: None,
        restart: None,
        page_size: Some("add `--page-size 100`"),
        fewer_items: Some("request fewer fields of each item"),
    };

    pub(crate) const SCHEMA_FETCH: Self = Self {
        max_wait: Some("`--max-wait`"),
        resume: None,
        restart: None,
        page_size: None,
        fewer_items: None,
    };

    pub(crate) const TAP: Self = Self {
        max_wait: Some("`max_wait` in the config"),
        resume: Some("run the tap with its last state to continue"),
        restart: Some("start over without `--state`"),
        page_size: Some("set `page_size` in the config to 100"),
        fewer_items: Some("set a smaller `page_size` in the config, or select fewer fields"),
    };

    pub(crate) const SYNC: Self = Self {
        max_wait: Some("`--max-wait`"),
        resume: Some("run the same command again to continue"),
        restart: Some("start over with `--full-refresh`"),
        page_size: Some("add `--page-size 50`"),
        fewer_items: Some("request fewer items with `--page-size`"),
    };
}
