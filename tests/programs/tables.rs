//! The examples' reader of tables.

#[path = "../../examples/table/mod.rs"]
mod table;

use std::fs;
use std::path::PathBuf;

use table::Error;

/// A file with this text.
fn file(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tables");
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn columns_come_in_the_order_that_was_asked_for() {
    let path = file("order.csv", "a, b, c\n1,2,x\n 3 ,-4.5e1,\n");
    assert_eq!(table::read(path, ["b", "a"]).unwrap(), [[2.0, 1.0], [-45.0, 3.0]]);
}

#[test]
fn a_missing_column_is_named_with_those_that_are_there() {
    let error = table::read(file("column.csv", "a,b\n1,2\n"), ["a", "weight"]).unwrap_err();
    assert!(matches!(error, Error::Column { .. }));
    let text = error.to_string();
    assert!(text.ends_with("column.csv: no column `weight` in the header line, which has a, b"), "{text}");
}

#[test]
fn a_cell_that_is_not_a_number_is_named_by_file_line_and_column() {
    for (cell, shown) in [("tall", "tall"), ("", ""), ("NaN", "NaN"), ("inf", "inf"), ("\"1,5\"", "1,5")] {
        let error = table::read(file("cell.csv", format!("a,b\n1,2\n\n3,{cell}\n")), ["a", "b"]).unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(&format!("cell.csv, line 4, column `b`: `{shown}` isn't a finite number")), "{text}");
    }
}

#[test]
fn lines_are_counted_alike_whatever_ends_them() {
    for end in ["\n", "\r\n"] {
        for (blank, line) in [("", 3), (end, 4)] {
            let text = format!("a,b{end}1,2{end}{blank}3,x{end}");
            let error = table::read(file("ends.csv", text), ["a", "b"]).unwrap_err().to_string();
            assert!(error.contains(&format!("ends.csv, line {line}, column `b`")), "{error}");
        }
    }
}

#[test]
fn a_ragged_row_is_named_by_file_and_line() {
    for (row, cells) in [("3", 1), ("3,4,5", 3)] {
        let error = table::read(file("ragged.csv", format!("a,b\n1,2\n{row}\n")), ["a", "b"]).unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(&format!("ragged.csv, line 3: {cells} cells, but the header line has 2")), "{text}");
    }
}

#[test]
fn a_file_without_rows_is_refused() {
    for text in ["", "\n\n", "a,b\n"] {
        let error = table::read(file("empty.csv", text), ["a", "b"]).unwrap_err();
        assert!(matches!(error, Error::Empty { .. }), "{error}");
        assert!(error.to_string().ends_with("empty.csv: a header line and at least one row are needed"), "{error}");
    }
}

#[test]
fn a_file_that_is_missing_or_not_text_is_named() {
    let missing = table::read("no/such.csv", ["a"]).unwrap_err();
    assert!(missing.to_string().starts_with("no/such.csv: can't be read: "), "{missing}");
    let binary = table::read(file("binary.csv", b"a,b\n\xff\xfe,2\n"), ["a", "b"]).unwrap_err();
    assert!(matches!(binary, Error::Unreadable { .. }), "{binary}");
    assert!(binary.to_string().contains("binary.csv"), "{binary}");
}

#[test]
fn the_committed_data_are_whole() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/diabetes.csv");
    let rows = table::read(path, ["age", "progression"]).unwrap();
    assert_eq!(rows.len(), 442);
    assert_eq!(rows[0], [59.0, 151.0]);
}
