//! Activations from outside the library.

mod an_activation_of_ones_own_exists {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 Swish -> 1 >; }
}

mod an_activation_of_ones_own_is_an_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 String -> 1 >; }
}

mod an_activation_of_ones_own_is_in_camel_case {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 my::square -> 1 >; }
}

mod an_activation_of_ones_own_takes_no_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 Swish(2) -> 1 >; }
}

mod an_activation_with_parameters_has_a_name_of_its_own {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 Power<3> -> 1 >; }
}

fn main() {}
