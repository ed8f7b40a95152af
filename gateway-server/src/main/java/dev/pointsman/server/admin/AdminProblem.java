package dev.pointsman.server.admin;

/** Why an operator's request is not done; its message is for the operator. */
public final class AdminProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status HTTP status of the answer */
    public AdminProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
