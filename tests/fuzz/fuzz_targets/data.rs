//! Data sets: CSV files and IDX files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use staticnn::dataset::csv::Csv;
use staticnn::dataset::idx;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(csv) = Csv::from_reader(bytes) {
        let csv = csv.missing(["?"]);
        let reads = [
            csv.clone().inputs(["a", "b"]).targets::<f32, _, 1>(["c"]).err(),
            csv.clone().drop_missing().inputs(["a"]).label::<f64, 2>("c").err(),
            csv.clone().separator(';').inputs([0]).label_number::<f32, 3>(1).err(),
            csv.no_header().decimal_comma().inputs([1, 0]).rows::<f32>().err(),
        ];
        reads.into_iter().flatten().for_each(|error| drop(error.to_string()));
    }
    match idx::images_from_bytes::<[f32; 6]>(bytes) {
        Ok(images) => assert!(images.iter().flatten().all(|pixel| (0.0..=1.0).contains(pixel))),
        Err(refusal) => drop(refusal.to_string()),
    }
    if let Err(refusal) = idx::labels_from_bytes::<10>(bytes) {
        drop(refusal.to_string());
    }
});
