//! Sizes as they can be written, and those that no library has a name for.

use staticnn::prelude::*;

static WIDTH: usize = 5;

network! {
    struct Smallest< 1 -> 1 >;
    struct Underscored< 1_0 -> 2_ -> 1 >;
    struct Static< 2 -> WIDTH relu -> 1 >;
    struct Unnamed< 1_568 -> 3 relu -> 1_025 -> 1 -> 99_999 no_bias >;
}

#[test]
fn a_size_may_be_written_in_several_ways() {
    assert_eq!((Smallest::INPUTS, Smallest::OUTPUTS, Smallest::PARAMETERS, Smallest::MULTIPLY_ADDS), (1, 1, 2, 1));
    assert_eq!((Underscored::INPUTS, Underscored::PARAMETERS), (10, 10 * 2 + 2 + 2 + 1));
    assert_eq!((Unnamed::INPUTS, Unnamed::OUTPUTS), (1_568, 99_999));
    assert_eq!(Unnamed::MULTIPLY_ADDS, 1_568 * 3 + 3 * 1_025 + 1_025 + 99_999);
    assert_eq!(Unnamed::PARAMETERS, Unnamed::MULTIPLY_ADDS + 3 + 1_025 + 1);
    assert_eq!(size_of::<Unnamed>(), 4 * Unnamed::PARAMETERS);
}

#[test]
fn a_size_may_be_a_static_which_is_as_constant() {
    assert_eq!((Static::PARAMETERS, Static::zeros().layer1.bias.len()), (2 * 5 + 5 + 5 + 1, WIDTH));
}
