//! What data sets, and the readers of their files, say of what they refuse: docs/errors.md has the cause and the cure
//! of each sentence.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;

use staticnn::class::{self, Names};
use staticnn::dataset::csv::Csv;
use staticnn::dataset::{Dataset, idx, rows};
use staticnn::prelude::*;

/// Those that no row of a table of the page has.
fn unexplained(errors: &[&dyn Display]) -> Vec<String> {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md")).unwrap();
    let messages = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let explained: BTreeSet<String> =
        messages.flat_map(|row| row.split("<br>")).map(|row| row.replace("\\|", "|")).collect();
    errors.iter().map(ToString::to_string).filter(|error| !explained.contains(error)).collect()
}

#[test]
fn a_data_set_says_what_is_wrong() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let data = Dataset::new(vec![[1.0_f32]; 10], vec![Class::<2>::from(true); 10]).unwrap();
    let (inputs, targets) = data.clone().into_parts();
    let one = Dataset::try_from_iter((0..10).map(|row| ([1.0_f32], Class::<2>::from(row == 0)))).unwrap();
    let cats = Names::new(["cat", "dog"]).unwrap();
    let missing = unexplained(&[
        &Dataset::<[f32; 1], [f32; 1]>::try_from_iter([]).unwrap_err(),
        &Dataset::new(inputs[..2].to_vec(), targets[..1].to_vec()).unwrap_err(),
        &rows::<f32, 2>(&[1.0; 3]).unwrap_err(),
        &data.clone().take(0).unwrap_err(),
        &data.split(1.5, &mut rng).unwrap_err(),
        &data.split(0.01, &mut rng).unwrap_err(),
        &data.folds(1, &mut rng).err().unwrap(),
        &data.folds(11, &mut rng).err().unwrap(),
        &one.stratified_split(0.5, &mut rng).unwrap_err(),
        &Class::try_from([0.0, 0.9, 0.1]).unwrap_err(),
        &Class::try_from([1.0, 1.0, 0.0]).unwrap_err(),
        &class::from_labels::<usize, 10>(&[3, 10]).unwrap_err(),
        &Names::new(["cat", "dog", "cat"]).unwrap_err(),
        &Names::<3>::from_vec(vec!["cat".into(), "dog".into()]).unwrap_err(),
        &cats.class("cow").unwrap_err(),
        &cats.classes(&["dog", "cow"]).unwrap_err(),
    ]);
    assert!(missing.is_empty(), "docs/errors.md has no row for: {missing:#?}");
}

#[test]
fn a_csv_file_that_is_refused_is_explained() {
    let read = |text: &str| Csv::from_text(text).inputs(["pH"]).rows::<f32>().unwrap_err();
    let label = |text: &str| Csv::from_text(text).inputs(["x"]).label::<f32, 3>("animal").unwrap_err();
    let names = Names::new(["cat", "dog"]).unwrap();
    let cow = Csv::from_text("x,animal\n1,cow\n").inputs(["x"]);
    let rest: Result<Dataset<[f32; 11], _>, _> = Csv::from_text("a,quality\n1,2\n").rest_as_inputs().target("quality");
    let missing = unexplained(&[
        &Csv::open("data.csv").unwrap_err(),
        &Csv::from_reader(&b"pH\n3,5\n\xe9\n"[..]).unwrap_err(),
        &Csv::from_reader(&b"\xff\xfep\0"[..]).unwrap_err(),
        &Csv::from_text("pH\n1\n").separator('"').inputs(["pH"]).rows::<f32>().unwrap_err(),
        &read(""),
        &read("pH\n"),
        &Csv::from_text("pH,a\n,1\n,2\n").drop_missing().inputs(["pH"]).rows::<f32>().unwrap_err(),
        &read("pH;quality\n3.5;5\n"),
        &Csv::from_text("1,2\n").no_header().inputs(["pH"]).rows::<f32>().unwrap_err(),
        &Csv::from_text("1,2\n").no_header().columns().unwrap_err(),
        &read("ph,quality\n3.5,5\n"),
        &read("3.5,5\n3.6,6\n"),
        &read("pH,pH\n1,2\n"),
        &Csv::from_text("a,b\n1,2\n").inputs([2]).rows::<f32>().unwrap_err(),
        &rest.unwrap_err(),
        &read("pH,quality\n3.5\n"),
        &read("pH,quality\n,5\n"),
        &read("pH\ntall\n"),
        &read("pH\ninf\n"),
        &read("pH\nNA\n"),
        &read("pH\n\"3,5\"\n"),
        &read("pH\n1e39\n"),
        &cow.clone().label_named::<f32, 2>("animal", &names).unwrap_err(),
        &cow.label_number::<f32, 2>("animal").unwrap_err(),
        &label("x,animal\n1,cat\n2,dog\n"),
    ]);
    assert!(missing.is_empty(), "docs/errors.md has no row for: {missing:#?}");
}

#[test]
fn an_idx_file_that_is_refused_is_explained() {
    let images = |dimensions: [u8; 3], values: usize| {
        let [n, rows, columns] = dimensions;
        [&[0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, rows, 0, 0, 0, columns][..], &vec![0; values]].concat()
    };
    let refused = |bytes: &[u8]| idx::images_from_bytes::<[f32; 784]>(bytes).unwrap_err();
    let labels = |bytes: &[u8]| idx::labels_from_bytes::<10>(bytes).unwrap_err();
    let missing = unexplained(&[
        &idx::images::<[f32; 784]>("images").unwrap_err(),
        &refused(b""),
        &refused(b"\x89PNG"),
        &refused(&[0, 0, 13, 3]),
        &refused(&[0, 0, 8, 1]),
        &labels(&[0, 0, 8, 3]),
        &refused(&images([1, 2, 3], 6)),
        &idx::images_from_bytes::<[[[f32; 28]; 28]; 1]>(&images([1, 2, 3], 6)).unwrap_err(),
        &refused(&images([0, 28, 28], 0)),
        &refused(&images([1, 28, 28], 0)[..9]),
        &refused(&images([1, 28, 28], 100)),
        &refused(&images([1, 28, 28], 785)),
        &refused(&[0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0]),
        &labels(&[0, 0, 8, 1, 0, 0, 0, 1, 10]),
        &idx::Error::Counts { images: ("images".into(), 2), labels: ("labels".into(), 3) },
    ]);
    assert!(missing.is_empty(), "docs/errors.md has no row for: {missing:#?}");
}
