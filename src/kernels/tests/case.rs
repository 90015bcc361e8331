//! A kernel with its operands, and the comparison with its twin.

use std::fmt::Debug;
use std::vec::Vec;

use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::tests::twin::{Expected, TestScalar};
use crate::scalar::LanesOf;
use crate::simd::kind::Kind;
use crate::simd::portable::Portable;
use crate::simd::tests::sets;

pub trait Case<T: TestScalar>: Debug {
    /// The results of the kernel. Must be `inline(always)`, to be compiled for the instruction set.
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T>;

    /// The expected results.
    fn twin(&self) -> Vec<Expected>;
}

/// Runs a case on one instruction set.
pub fn on<S: Processor, T: TestScalar>(isa: S, case: &impl Case<T>) -> Vec<T> {
    isa.enter(
        #[inline(always)]
        || case.run::<LanesOf<T, S>>(),
    )
}

/// Compares the results of a kernel with its twin on every instruction set, and those of AVX-512 with those of AVX2.
pub fn hold<T: TestScalar>(case: &impl Case<T>) {
    let twin = case.twin();
    compare(case, Kind::Portable, &on(Portable, case), &twin);
    #[cfg(target_arch = "x86_64")]
    {
        let narrow = sets::avx2().map(|isa| on(isa, case));
        let wide = sets::avx512().map(|isa| on(isa, case));
        for (kind, found) in [(Kind::Avx2, &narrow), (Kind::Avx512, &wide)] {
            if let Some(found) = found {
                compare(case, kind, found, &twin);
            }
        }
        if let (Some(narrow), Some(wide)) = (narrow, wide) {
            for (at, (narrow, wide)) in narrow.iter().zip(&wide).enumerate() {
                assert!(narrow.bits() == wide.bits(), "{case:?}: [{at}] is {narrow:?} by AVX2, {wide:?} by AVX-512");
            }
        }
    }
}

fn compare<T: TestScalar>(case: &impl Case<T>, kind: Kind, found: &[T], twin: &[Expected]) {
    assert_eq!(found.len(), twin.len(), "{case:?}: as many results as the twin has");
    for (at, (found, Expected { value, error })) in found.iter().zip(twin).enumerate() {
        // False for NaN.
        let close = (found.to_f64() - value).abs() <= *error;
        assert!(close, "{case:?}, {kind:?}: [{at}] is {found:?} where {value:e} is expected, give or take {error:e}");
    }
}
