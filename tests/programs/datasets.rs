//! Data sets: a split is a partition, and what can't be a data set, or can't be divided so, is refused with both
//! numbers.

use rand::RngExt;
use staticnn::class::{self, Names};
use staticnn::dataset::{self, Dataset};
use staticnn::prelude::*;

/// Rows whose inputs are their number, and whose targets their number times 10.
fn numbered(rows: usize) -> Dataset<[usize; 1], usize> {
    Dataset::try_from_iter((0..rows).map(|row| ([row], 10 * row))).unwrap()
}

/// The numbers of the rows, after a check that each input has kept its target.
fn numbers(data: &Dataset<[usize; 1], usize>) -> Vec<usize> {
    assert!(data.iter().all(|(input, target)| 10 * input[0] == *target));
    data.inputs().iter().map(|[row]| *row).collect()
}

/// Whether the parts have each of so many rows once.
fn is_partition(parts: &[Vec<usize>], rows: usize) -> bool {
    let mut all = parts.concat();
    all.sort_unstable();
    all.into_iter().eq(0..rows)
}

#[test]
fn a_split_is_a_partition() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for rows in 2..60 {
        let (data, share) = (numbered(rows), rng.random_range(0.01..0.99));
        let expected = (share * rows as f64).round() as usize;
        let Ok((training, held_out)) = data.split(share, &mut rng) else {
            assert!(expected == 0 || expected == rows, "{share} of {rows}");
            continue;
        };
        assert!(is_partition(&[numbers(&training), numbers(&held_out)], rows));
        assert_eq!(held_out.len(), expected);
    }
}

#[test]
fn folds_are_partitions_and_each_row_is_held_out_once() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for rows in 2..25 {
        for k in 2..=rows {
            let data = numbered(rows);
            let folds = data.folds(k, &mut rng).unwrap();
            assert_eq!(folds.len(), k);
            let mut all = Vec::new();
            for (training, held_out) in folds {
                assert!(is_partition(&[numbers(&training), numbers(&held_out)], rows));
                assert!(held_out.len() == rows / k || held_out.len() == rows.div_ceil(k));
                all.push(numbers(&held_out));
            }
            assert!(all.len() == k && is_partition(&all, rows));
        }
    }
}

#[test]
fn a_stratified_split_is_a_partition_with_the_share_of_each_class() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..300 {
        let counts: [usize; 4] = std::array::from_fn(|_| [0, 2, 3, 7, 50][rng.random_range(0..5)]);
        let labels = counts.iter().enumerate().flat_map(|(label, count)| vec![Class::<4>::new(label).unwrap(); *count]);
        let Ok(data) = Dataset::try_from_iter(labels.enumerate()) else { continue };
        let (rows, share) = (data.len(), rng.random_range(0.01..0.99));
        let Ok((training, held_out)) = data.stratified_split(share, &mut rng) else {
            let held_out = (share * rows as f64).round() as usize;
            assert!(held_out == 0 || held_out == rows, "{share} of {rows}");
            continue;
        };
        assert!(is_partition(&[training.inputs().to_vec(), held_out.inputs().to_vec()], rows));
        for (label, count) in counts.into_iter().enumerate() {
            let of = |data: &Dataset<usize, Class<4>>| data.targets().iter().filter(|c| c.index() == label).count();
            assert!((of(&held_out) as f64 - share * count as f64).abs() < 1.0, "{share} of {count}");
            assert!(count == 0 || of(&held_out) > 0 && of(&training) > 0);
        }
    }
}

#[test]
fn every_order_is_as_likely_and_seeds_repeat() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut seen = std::collections::BTreeMap::<Vec<usize>, u32>::new();
    for _ in 0..6_000 {
        let mut data = numbered(3);
        data.shuffle(&mut rng);
        *seen.entry(numbers(&data)).or_default() += 1;
    }
    assert!(seen.len() == 6 && seen.values().all(|times| (880..1120).contains(times)), "{seen:?}");
    let split = || numbered(20).split(0.5, &mut ChaCha8Rng::seed_from_u64(5)).unwrap();
    assert_eq!(split(), split());
    // In a data set that is sorted, both parts have both ends.
    let (training, held_out) = split();
    assert!(numbers(&training) != (10..20).collect::<Vec<_>>() && numbers(&held_out) != (0..10).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_divided_says_both_numbers() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let data = numbered(3);
    for (share, shown) in [(0.0, "0.0"), (1.0, "1.0"), (-0.2, "-0.2"), (20.0, "20.0"), (f64::NAN, "NaN")] {
        assert_eq!(
            data.split(share, &mut rng).unwrap_err().to_string(),
            format!("the share to hold out is {shown}, but must be above 0 and below 1: 0.2 is a fifth")
        );
    }
    let end = "each part needs at least 1";
    assert_eq!(
        data.split(0.1, &mut rng).unwrap_err().to_string(),
        format!("a share of 0.1 of 3 rows is 0 to hold out and 3 to train on: {end}")
    );
    assert_eq!(
        numbered(1).split(0.5, &mut rng).unwrap_err().to_string(),
        format!("a share of 0.5 of 1 rows is 1 to hold out and 0 to train on: {end}")
    );
    for (k, sentence) in [
        (0, "0 folds of 3 rows: there are at least 2, each of which is held out once"),
        (1, "1 folds of 3 rows: there are at least 2, each of which is held out once"),
        (4, "4 folds of 3 rows: each fold needs at least 1 row"),
    ] {
        assert_eq!(data.folds(k, &mut rng).unwrap_err().to_string(), sentence);
    }
    let rare = data.map_targets(|target| Class::<2>::from(target == 10));
    let error = rare.stratified_split(0.5, &mut rng).unwrap_err().to_string();
    assert!(
        error.starts_with("class 1 has 1 row, which can't be in both parts: each class needs 2 or more"),
        "{error}"
    );
}

#[test]
fn rows_are_checked() {
    type Pairs = Dataset<[f32; 2], [f32; 1]>;
    let flat = |inputs: &[f32], targets: &[f32]| Pairs::from_rows(inputs, targets).unwrap_err().to_string();
    assert_eq!(flat(&[1.0; 5], &[1.0; 2]), "5 values aren't whole rows of 2: 1 are left over");
    assert_eq!(flat(&[1.0; 4], &[1.0; 3]), "2 inputs but 3 targets: each row has one of each");
    assert_eq!(flat(&[], &[]), "there are no rows: a data set has at least 1");
    assert_eq!(Pairs::try_from_iter([]).unwrap_err(), dataset::Error::Empty);
    assert_eq!(numbered(3).take(0).unwrap_err().to_string(), "0 rows are to be taken, but a data set has at least 1");
    assert_eq!(numbers(&numbered(3).take(2).unwrap()), [0, 1]);
    assert_eq!(numbers(&numbered(3).take(9).unwrap()), [0, 1, 2]);
}

#[test]
fn labels_are_converted_or_named_by_their_index() {
    let indices = |classes: Vec<Class<3>>| classes.into_iter().map(Class::index).collect::<Vec<_>>();
    assert_eq!(indices(class::from_labels(&[2_u8, 0]).unwrap()), [2, 0]);
    assert_eq!(indices(class::from_labels(&[2_usize, 0]).unwrap()), [2, 0]);
    assert_eq!(indices(class::from_labels(&[[0.0_f32, 0.0, 1.0], [1.0, 0.0, 0.0]]).unwrap()), [2, 0]);
    assert_eq!(class::from_labels(&[true, false]).unwrap(), [Class::<2>::from(true), Class::from(false)]);
    let say = |row: [f64; 3]| class::from_labels(&[[0.0, 1.0, 0.0], row]).unwrap_err().to_string();
    assert_eq!(
        say([0.0, 0.9, 0.1]),
        "at index 1: value 1 of a one-hot row is 0.9, but must be 0 or 1 (counted from 0)"
    );
    assert!(say([f64::NAN, 0.0, 1.0]).contains("value 0 of a one-hot row is NaN"));
    assert_eq!(say([0.0; 3]), "at index 1: 0 values of a one-hot row are 1, but one of them must be: the class's");
    assert!(say([1.0, 1.0, 0.0]).contains("2 values of a one-hot row are 1"));
    for label in 0..3 {
        let class = Class::<3>::new(label).unwrap();
        assert_eq!(Class::try_from(class.one_hot::<f32>()).unwrap(), class);
    }
}

#[test]
fn serde_keeps_data_sets_and_refuses_others() {
    let data = Dataset::new(vec![[0.1_f32; 40], [f32::MIN_POSITIVE; 40]], vec![[[1e300_f64]], [[-0.0]]]).unwrap();
    let json = serde_json::to_string(&data).unwrap();
    assert_eq!(serde_json::from_str::<Dataset<[f32; 40], [[f64; 1]; 1]>>(&json).unwrap(), data);
    let bytes = postcard::to_allocvec(&data).unwrap();
    assert_eq!(postcard::from_bytes::<Dataset<[f32; 40], [[f64; 1]; 1]>>(&bytes).unwrap(), data);
    for end in 0..bytes.len() {
        assert!(postcard::from_bytes::<Dataset<[f32; 40], [[f64; 1]; 1]>>(&bytes[..end]).is_err());
    }
    let names = Names::new(["cat", "dog"]).unwrap();
    assert_eq!(serde_json::to_string(&names).unwrap(), r#"["cat","dog"]"#);
    assert_eq!(serde_json::from_str::<Names<2>>(r#"["cat","dog"]"#).unwrap(), names);
    assert!(serde_json::from_str::<Names<2>>(r#"["cat","cat"]"#).is_err());
    assert!(serde_json::from_str::<Names<3>>(r#"["cat","dog"]"#).is_err());

    let refuse = |json: &str| {
        let error = serde_json::from_str::<Dataset<[f32; 2], Class<3>>>(json).unwrap_err().to_string();
        error.split(" at line").next().unwrap().to_owned()
    };
    assert_eq!(
        refuse(r#"{"inputs":[[1,2]],"targets":[3]}"#),
        "label 3 is out of range: 3 classes have the labels 0 to 2"
    );
    assert_eq!(refuse(r#"{"inputs":[[1,2,3]],"targets":[0]}"#), "invalid length 3, expected a row of length 2");
    assert_eq!(refuse(r#"{"inputs":[[1]],"targets":[0]}"#), "invalid length 1, expected a row of length 2");
    assert!(refuse(r#"{"inputs":[[1,null]],"targets":[0]}"#).contains("not null, which JSON has for NaN"));
    assert_eq!(refuse(r#"{"inputs":[[1,1e39]],"targets":[0]}"#), "number out of range");
    assert_eq!(refuse(r#"{"inputs":[[1,2]],"targets":[]}"#), "1 inputs but 0 targets: each row has one of each");
    assert_eq!(refuse(r#"{"inputs":[],"targets":[]}"#), "there are no rows: a data set has at least 1");
}
