//! The reader of files.

#[test]
fn the_reader_is_a_copy_of_the_librarys() {
    let (copy, original) = (include_str!("../files/archive.rs"), include_str!("../../../src/files/archive.rs"));
    assert!(copy == original, "write `cp src/files/archive.rs macros/src/files`");
}
