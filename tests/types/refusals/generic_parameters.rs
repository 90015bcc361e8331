//! Sizes that only a generic function knows.

mod a_size_is_no_generic_parameter {
    use staticnn::prelude::*;

    fn program<const N: usize>() {
        network! { struct Net< N -> 1 >; }
    }
}

mod a_size_is_no_constant_of_a_type_parameter {
    use staticnn::prelude::*;

    fn program<T: Network>() {
        let _ = network!(T::INPUTS -> 1);
    }
}

fn main() {}
