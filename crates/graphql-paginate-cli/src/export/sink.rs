//! The output of an export: encodes items and writes the bytes.

use serde_json::value::RawValue;

use super::checkpoint_file::SavedOutput;
use super::list_files::ListFiles;
use super::shape::OutputShape;
use super::table_sink::TableSink;
use super::target::Target;
use crate::failure::Failure;
use crate::output::{Columns, CsvEncoder, Encoder};

/// An output that is being written.
pub(crate) enum Sink {
    /// Bytes that follow each other: a later run continues them.
    Stream(Box<StreamSink>),
    /// A file that is moved into place at the end.
    Table(TableSink),
}

impl Sink {
    /// Empties the output of everything else, now that there is a page to write.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        match self {
            Self::Stream(sink) => sink.begin(),
            // Its file is moved into place when it is complete.
            Self::Table(_) => Ok(()),
        }
    }

    /// Whether the output is still as it was before this run.
    pub(crate) fn is_untouched(&self) -> bool {
        match self {
            Self::Stream(sink) => sink.target.is_untouched(),
            Self::Table(_) => false,
        }
    }

    /// Whether what was written cannot be taken back.
    pub(crate) fn is_stdout(&self) -> bool {
        match self {
            Self::Stream(sink) => matches!(sink.target, Target::Stdout(_)),
            Self::Table(_) => false,
        }
    }

    /// Encodes the items of a page. Nothing of a page that cannot be encoded is written.
    pub(crate) fn encode(&mut self, items: Vec<Box<RawValue>>) -> Result<(), Failure> {
        match self {
            Self::Stream(sink) => sink.encode(items),
            Self::Table(sink) => sink.write(items),
        }
    }

    /// Writes what was encoded.
    pub(crate) fn write(&mut self) -> Result<(), Failure> {
        match self {
            Self::Stream(sink) => sink.write(),
            Self::Table(_) => Ok(()),
        }
    }

    /// Writes what follows the last item of a complete output.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        match self {
            Self::Stream(sink) => sink.finish(),
            Self::Table(sink) => sink.finish(),
        }
    }

    /// Removes what was written if it cannot be continued; returns whether it was.
    pub(crate) fn discard(&mut self) -> bool {
        match self {
            Self::Stream(_) => false,
            Self::Table(sink) => {
                sink.discard();
                true
            }
        }
    }

    /// Syncs what was written to disk; returns the part of the output that a checkpoint covers. `None` if no run can
    /// continue it.
    pub(crate) fn sync(&mut self) -> Result<Option<SavedOutput>, Failure> {
        match self {
            Self::Stream(sink) => Ok(Some(sink.sync()?)),
            Self::Table(_) => Ok(None),
        }
    }

    /// The selected fields that no item had.
    pub(crate) fn absent_fields(&self) -> Vec<String> {
        match self {
            Self::Stream(sink) => sink.shape.absent_fields(),
            Self::Table(sink) => sink.absent_fields(),
        }
    }

    /// The name of the target in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stream(sink) => sink.name(),
            Self::Table(sink) => sink.name(),
        }
    }
}

/// An output of bytes that follow each other.
pub(crate) struct StreamSink {
    target: Target,
    /// The files of the lists inside the items, if they have their own.
    lists: Option<ListFiles>,
    shape: OutputShape,
    columns: Columns,
    /// Created with the first row, which may decide the columns.
    encoder: Option<Box<dyn Encoder>>,
    rows: u64,
    /// What is encoded and not written yet.
    pending: Vec<u8>,
    slurped: Vec<Box<RawValue>>,
}

impl StreamSink {
    /// A new output, or one that continues after what an earlier run wrote.
    pub(crate) fn new(
        target: Target,
        lists: Option<ListFiles>,
        shape: OutputShape,
        columns: Columns,
        saved: Option<SavedOutput>,
    ) -> Self {
        let mut sink = Self {
            target,
            lists,
            shape,
            columns,
            encoder: None,
            rows: 0,
            pending: Vec::new(),
            slurped: Vec::new(),
        };
        if let Some(saved) = saved
            && saved.part.bytes > 0
        {
            if let Some(columns) = saved.columns {
                sink.columns = Columns::FirstPage(columns);
            }
            sink.rows = saved.rows;
            sink.encoder = Some(sink.new_encoder(&[]));
        }
        sink
    }

    /// Empties the files of everything else. With `--slurp`, that waits for the whole output.
    fn begin(&mut self) -> Result<(), Failure> {
        if self.shape.slurp {
            return Ok(());
        }
        self.target.begin()?;
        match &mut self.lists {
            Some(lists) => lists.begin(),
            None => Ok(()),
        }
    }

    fn encode(&mut self, items: Vec<Box<RawValue>>) -> Result<(), Failure> {
        let mut rows = Vec::new();
        for item in items {
            rows.extend(self.shape.filtered(item)?);
        }
        if self.shape.slurp {
            self.slurped.extend(rows);
            return Ok(());
        }
        self.encode_rows(&rows)
    }

    fn write(&mut self) -> Result<(), Failure> {
        if !self.pending.is_empty() {
            self.target.write(&std::mem::take(&mut self.pending))?;
        }
        match &mut self.lists {
            Some(lists) => lists.write(),
            None => Ok(()),
        }
    }

    /// Syncs what was written to disk; returns the part of the output that a checkpoint covers.
    pub(crate) fn sync(&mut self) -> Result<SavedOutput, Failure> {
        let part = self.target.sync()?;
        let lists = match &mut self.lists {
            Some(lists) => lists.sync()?,
            None => Vec::new(),
        };
        let columns = match &self.columns {
            Columns::FirstPage(columns) => Some(columns.clone()),
            Columns::Known(_) => None,
        };
        Ok(SavedOutput {
            shape: self.shape.description.clone(),
            part,
            rows: self.rows,
            columns,
            lists,
        })
    }

    /// Writes what follows the last item of a complete output.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        if self.shape.slurp {
            let rows = self.shape.slurped(&std::mem::take(&mut self.slurped))?;
            self.encode_rows(&rows)?;
        }
        let mut bytes = Vec::new();
        let rows = self.rows;
        self.encoder(&[], &mut bytes).end(rows, &mut bytes);
        self.pending.extend(bytes);
        self.target.begin()?;
        // Files of lists without rows have a header too.
        self.write()?;
        if let Some(lists) = &mut self.lists {
            lists.sync()?;
        }
        self.target.sync()?;
        Ok(())
    }

    /// The name of the target in messages.
    pub(crate) fn name(&self) -> String {
        self.target.name()
    }

    fn encode_rows(&mut self, rows: &[Box<RawValue>]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        for row in rows {
            let number = self.rows;
            self.encoder(rows, &mut bytes)
                .item(number, row, &mut bytes)?;
            if let Some(lists) = &mut self.lists {
                lists.add(number, row)?;
            }
            self.rows += 1;
        }
        self.pending.extend(bytes);
        Ok(())
    }

    /// The encoder; creates it on first use, and begins a new output with it.
    fn encoder(&mut self, first: &[Box<RawValue>], bytes: &mut Vec<u8>) -> &mut dyn Encoder {
        if self.encoder.is_none() {
            self.columns.learn(first);
            let mut encoder = self.new_encoder(first);
            encoder.begin(bytes);
            self.encoder = Some(encoder);
        }
        self.encoder.as_mut().expect("it was made above").as_mut()
    }

    fn new_encoder(&self, first: &[Box<RawValue>]) -> Box<dyn Encoder> {
        if let Some(lists) = &self.lists
            && lists.needs_row_numbers()
        {
            let encoder = CsvEncoder::new(self.columns.clone(), self.shape.csv);
            return Box::new(encoder.with_row_numbers());
        }
        self.shape
            .format
            .encoder(self.columns.clone(), self.shape.csv, first)
    }
}
