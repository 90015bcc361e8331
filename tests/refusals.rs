//! What doesn't compile, and what the compiler says of it; and what does.

#[test]
fn probe() {
    trybuild::TestCases::new().compile_fail("refusals/*.rs");
}
