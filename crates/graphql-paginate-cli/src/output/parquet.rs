//! The format Parquet: a column for each field, in row groups of limited size.

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::value::RawValue;

use super::row_error::row_error;
use super::table_file::TableFile;
use super::temporary::Temporary;
use super::typed_columns::{CellValue, ColumnType, TypedColumn};
use crate::exit::Exit;
use crate::failure::Failure;

/// A row group is written when it has this many rows,
const GROUP_ROWS: usize = 50_000;
/// or this many bytes of text: it is in memory until then.
const GROUP_BYTES: usize = 32 << 20;

/// A Parquet file that is being written.
pub(crate) struct ParquetFile {
    temporary: Temporary,
    writer: SerializedFileWriter<File>,
    columns: Vec<TypedColumn>,
    /// The values of each column that are not written yet.
    pending: Vec<Pending>,
    rows: usize,
    bytes: usize,
}

/// The values of a column, and for each row whether it has one.
struct Pending {
    values: Values,
    levels: Vec<i16>,
}

enum Values {
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    Booleans(Vec<bool>),
    Texts(Vec<ByteArray>),
}

impl ParquetFile {
    /// A file with the schema of the columns: `INT64`, `DOUBLE`, `BOOLEAN` and strings, all of them optional.
    pub(crate) fn new(temporary: Temporary, columns: Vec<TypedColumn>) -> Result<Self, Failure> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let file = temporary.writer()?;
        let writer = schema(&columns)
            .and_then(|schema| SerializedFileWriter::new(file, schema, Arc::new(properties)))
            .map_err(|error| failed(&temporary, &error))?;
        Ok(Self {
            pending: columns
                .iter()
                .map(|column| Pending::new(column.ty))
                .collect(),
            temporary,
            writer,
            columns,
            rows: 0,
            bytes: 0,
        })
    }

    /// Writes the pending rows as a row group.
    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (pending, column) in self.pending.iter_mut().zip(&self.columns) {
            if let Some(mut writer) = group.next_column()? {
                pending.write(writer.untyped())?;
                writer.close()?;
            }
            *pending = Pending::new(column.ty);
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl TableFile for ParquetFile {
    fn row(&mut self, row: u64, item: &RawValue) -> Result<(), Failure> {
        for (pending, column) in self.pending.iter_mut().zip(&self.columns) {
            let value = column
                .value(item)
                .map_err(|problem| row_error(row, &problem))?;
            self.bytes += pending.push(value);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.flush()
                .map_err(|error| failed(&self.temporary, &error))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Failure> {
        let flushed = self.flush();
        flushed.map_err(|error| failed(&self.temporary, &error))?;
        let Self {
            temporary, writer, ..
        } = *self;
        writer.close().map_err(|error| failed(&temporary, &error))?;
        temporary.persist()
    }
}

impl Pending {
    fn new(ty: ColumnType) -> Self {
        let values = match ty {
            ColumnType::Integer => Values::Integers(Vec::new()),
            ColumnType::Number => Values::Numbers(Vec::new()),
            ColumnType::Boolean => Values::Booleans(Vec::new()),
            ColumnType::Text | ColumnType::Json => Values::Texts(Vec::new()),
        };
        Self {
            values,
            levels: Vec::new(),
        }
    }

    /// Adds the value of a row, which has the column's type or is null. Returns the bytes of its text.
    fn push(&mut self, value: CellValue) -> usize {
        let mut bytes = 0;
        match (&mut self.values, value) {
            (Values::Integers(values), CellValue::Integer(value)) => values.push(value),
            (Values::Numbers(values), CellValue::Number(value)) => values.push(value),
            (Values::Booleans(values), CellValue::Boolean(value)) => values.push(value),
            (Values::Texts(values), CellValue::Text(value)) => {
                bytes = value.len();
                values.push(value.into_bytes().into());
            }
            (_, CellValue::Null) => {
                self.levels.push(0);
                return 0;
            }
            (_, value) => unreachable!("{value:?} has another type than its column"),
        }
        self.levels.push(1);
        bytes
    }

    fn write(&self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match (&self.values, writer) {
            (Values::Integers(values), ColumnWriter::Int64ColumnWriter(writer)) => {
                writer.write_batch(values, levels, None)?;
            }
            (Values::Numbers(values), ColumnWriter::DoubleColumnWriter(writer)) => {
                writer.write_batch(values, levels, None)?;
            }
            (Values::Booleans(values), ColumnWriter::BoolColumnWriter(writer)) => {
                writer.write_batch(values, levels, None)?;
            }
            (Values::Texts(values), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer.write_batch(values, levels, None)?;
            }
            _ => unreachable!("the schema has the types of the columns"),
        }
        Ok(())
    }
}

fn schema(columns: &[TypedColumn]) -> Result<Arc<Type>, ParquetError> {
    let mut fields = Vec::new();
    for column in columns {
        let (physical, logical) = match column.ty {
            ColumnType::Integer => (PhysicalType::INT64, None),
            ColumnType::Number => (PhysicalType::DOUBLE, None),
            ColumnType::Boolean => (PhysicalType::BOOLEAN, None),
            ColumnType::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnType::Json => (PhysicalType::BYTE_ARRAY, Some(LogicalType::Json)),
        };
        let field = Type::primitive_type_builder(&column.path, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    let schema = Type::group_type_builder("items")
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(schema))
}

fn failed(temporary: &Temporary, error: &ParquetError) -> Failure {
    let place = temporary.place().display();
    Failure::new(Exit::Failed, format!("cannot write `{place}`: {error}"))
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    #[test]
    fn many_rows_become_row_groups_of_limited_size() {
        let place = std::env::temp_dir().join(format!("groups-{}.parquet", std::process::id()));
        let columns = ["number", "text"].map(|path| TypedColumn {
            path: path.to_owned(),
            ty: match path {
                "number" => ColumnType::Integer,
                _ => ColumnType::Text,
            },
        });
        let temporary = Temporary::beside(&place).unwrap();
        let mut file = Box::new(ParquetFile::new(temporary, columns.to_vec()).unwrap());
        let rows = 2 * GROUP_ROWS + 5;
        for row in 0..rows {
            let item = format!("{{\"number\":{row},\"text\":null}}");
            let item: Box<RawValue> = serde_json::from_str(&item).unwrap();
            file.row(row as u64, &item).unwrap();
            assert!(file.rows < GROUP_ROWS, "rows stay in memory");
        }
        file.finish().unwrap();

        let reader = SerializedFileReader::new(File::open(&place).unwrap()).unwrap();
        assert_eq!(reader.num_row_groups(), 3);
        for (number, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let row = row.unwrap();
            let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
            assert_eq!(fields, [&Field::Long(number as i64), &Field::Null]);
        }
        std::fs::remove_file(&place).unwrap();
    }
}
