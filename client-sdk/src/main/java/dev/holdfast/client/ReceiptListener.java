package dev.holdfast.client;

/** Is told of receipts. */
@FunctionalInterface
public interface ReceiptListener {
  /**
   * Called on the delivery thread, in order with the events. Returning acknowledges the receipt;
   * throwing has it delivered again.
   *
   * @throws Exception when it could not be dealt with
   */
  void onReceipt(Receipt receipt) throws Exception;
}
