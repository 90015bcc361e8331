//! The short form.

mod the_short_form_is_a_shape {
    use staticnn::prelude::*;

    fn program() {
        let _ = network!(3 -> 12 rleu -> 1);
    }
}

mod the_short_form_is_one_network {
    use staticnn::prelude::*;

    fn program() {
        let _ = network!(3 -> 1; 2 -> 1);
    }
}

mod the_short_form_takes_the_scalar_alone {
    use staticnn::prelude::*;

    fn program() {
        let _ = network!(#[derive(Clone)] 3 -> 12 relu -> 1);
    }
}

fn main() {}
